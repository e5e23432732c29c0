using GpuSeg.Images.Regridding;

namespace GpuSeg.Report.Citing;

/// <summary>Settings of resampled images.</summary>
internal static class RegridRows
{
    /// <summary>Names the grid and the interpolation; empty if images are not resampled.</summary>
    public static IEnumerable<(string Name, string Value)> Of(TargetGrid? grid) =>
        grid is null ? [] : [("regrid", grid.ToString()), ("interpolation", grid.InterpolationName)];
}
