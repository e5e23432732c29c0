using GpuSeg.Cli.Terminal;
using GpuSeg.Report.Fit;
using GpuSeg.Studies.Segmentation;

namespace GpuSeg.Cli.Commands.Segment;

/// <summary>The HTML page of a segmentation; a class of its own, so that a run without a page never loads the library that makes it.</summary>
internal static class SegmentReport
{
    /// <summary>Returns the page as one more file of the segmentation, named after its prefix.</summary>
    public static ResultFile Create(string prefix) =>
        new($"{prefix}_report.html", result => FitReport.Of(result, Path.GetFileName(prefix), AppVersion.Text));
}
