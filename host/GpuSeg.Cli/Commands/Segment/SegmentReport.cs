using GpuSeg.Cli.Terminal;
using GpuSeg.Report.Fit;
using GpuSeg.Studies.Segmentation;

namespace GpuSeg.Cli.Commands.Segment;

/// <summary>The HTML page of a segmentation; a class of its own, so that a run without a page never loads the library that makes it.</summary>
internal static class SegmentReport
{
    /// <summary>Creates the text of the page, titled after the prefix of the outputs.</summary>
    public static string Create(VolumeSegmentation segmentation, string prefix) =>
        FitReport.Of(segmentation, Path.GetFileName(prefix), AppVersion.Text);
}
