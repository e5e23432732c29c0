using GpuSeg.Figures.Drawing;
using GpuSeg.Figures.Model;
using GpuSeg.Images.Views;

namespace GpuSeg.Figures.Tests;

/// <summary>A figure of every kind.</summary>
internal static class FigureKinds
{
    private static readonly Brain s_brain = SyntheticBrain.Of("t1", "fla&ir");

    private static readonly Dictionary<string, Func<Figure>> s_figures = new()
    {
        ["slices"] = () => Slices.Draw(s_brain, Plane.Axial, [4, 6, 8]),
        ["one slice"] = () => Slices.Draw(s_brain, Plane.Sagittal, [9]),
        ["slices over labels"] = () => Slices.Draw(s_brain, Plane.Coronal, [10, 14], SyntheticBrain.Labels()),
        ["label maps"] = () =>
            LabelMaps.Draw(s_brain.Grid, Plane.Axial, 6, ["a", "b"], [new("3 clusters", [SyntheticBrain.Labels(), null])]),
        ["overlay"] = () => Overlay.Draw(s_brain, 0, SyntheticBrain.Labels()),
        ["edge overlap"] = () => EdgeOverlap.Draw(s_brain, [1]),
        ["histograms"] = () => Histograms.Draw(s_brain, [HistogramKind.AllVoxels, HistogramKind.Masked, HistogramKind.Scaled]),
        ["scatter"] = () => PairScatter.Draw(s_brain, SyntheticBrain.Labels()),
        ["hist2d"] = () => PairHistogram.Draw(s_brain),
        ["scores"] = () => ScoreCurves.Draw(
            [[new("t1", "BIC", [new("full", [1, 2, 3], [9e6, 8e6, 7.9e6], 2), new("diag", [1, 2], [9.5e6, 9e6])]), null]]),
        ["bound"] = () => BoundCurve.Draw([-30, -26, -25.5, -25.4], converged: true),
    };

    public static TheoryData<string> All => [.. s_figures.Keys];

    public static Figure Draw(string kind) => s_figures[kind]();
}
