using GpuSeg.Imaging.Segmentation;
using GpuSeg.Report.Fit;

namespace GpuSeg.Cli.Commands;

/// <summary>The HTML pages; the only place that knows their library, so that a run without a report never loads it.</summary>
internal static class Reports
{
    /// <summary>The report of one segmentation, called after its prefix.</summary>
    public static ResultFile OfFit(string prefix) =>
        new($"{prefix}_report.html", result => FitReport.Of(result, Path.GetFileName(prefix), AppVersion.Text));
}
