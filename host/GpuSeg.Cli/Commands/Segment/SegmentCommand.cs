using System.CommandLine;
using System.Runtime.CompilerServices;
using GpuSeg.Cli.Failures;
using GpuSeg.Cli.Options;
using GpuSeg.Cli.Options.Fits;
using GpuSeg.Cli.Terminal;
using GpuSeg.Report.Fit;
using GpuSeg.Studies.Bids.Dataset;
using GpuSeg.Studies.Segmentation;

namespace GpuSeg.Cli.Commands.Segment;

/// <summary><c>gpuseg segment</c>: images in, label map, table, model and sidecar out.</summary>
internal static class SegmentCommand
{
    public static Command Create() => CommandFactory.Create(
        "segment", "Cluster the voxels of one or more images and write the label map.", new SegmentOptions(), Run);

    private static int Run(SegmentSettings settings, Messages messages, CancellationToken cancellation)
    {
        var (request, files) = settings.Segmentation;
        var outputs = new SegmentationOutputs(settings.Prefix, files);
        outputs.Require(request, settings.Overwrite);
        var clock = new PhaseClock();
        var startBackend = settings.Backend.Starter(messages.Detail);
        SegmentationResult result;
        if (files.Report)
        {
            var segmentation = Segmenter.RunOnVolumes(request, startBackend, files.NeedPosteriors, clock, messages, cancellation);
            result = WithAdvice(segmentation.Result);
            var report = () => Page(segmentation with { Result = result }, settings.Prefix);
            outputs.Write(result, settings.Overwrite, AppVersion.Text, report, cancellation);
        }
        else
        {
            result = WithAdvice(Segmenter.Run(request, startBackend, files.NeedPosteriors, clock, messages, cancellation));
            outputs.Write(result, settings.Overwrite, AppVersion.Text, cancellation: cancellation);
        }

        clock.End("write");
        messages.Done();
        foreach (var warning in (string[])[.. result.Warnings, .. outputs.Leftovers])
        {
            messages.Warning(warning);
        }

        if (settings.Json)
        {
            Console.Out.Write(SegmentJson.Write(result, outputs, clock));
        }
        else
        {
            SegmentSummary.Print(result, outputs);
        }

        return ExitCodes.Ok;
    }

    private static SegmentationResult WithAdvice(SegmentationResult result) =>
        result with { Warnings = [.. result.Warnings, .. UnusedMask(result.Request)] };

    private static IEnumerable<string> UnusedMask(SegmentationRequest request)
    {
        // Only names of BIDS say which mask belongs to an image.
        var image = request.Images[0];
        return request.MaskFile is null && Path.GetFileName(image).StartsWith("sub-", StringComparison.Ordinal)
            ? BrainMasks.Beside(image).Select(mask =>
                $"a brain mask lies beside {Path.GetFileName(image)}; to use it, add --mask {ShellWords.Quote(mask)}.")
            : [];
    }

    // A method of its own, so that a run without a page never loads the library that makes it.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static string Page(VolumeSegmentation segmentation, string prefix) =>
        FitReport.Of(segmentation, Path.GetFileName(prefix), AppVersion.Text);
}
