using System.CommandLine;
using GpuSeg.Cli.Failures;
using GpuSeg.Cli.Options;
using GpuSeg.Cli.Options.Fits;
using GpuSeg.Cli.Terminal;
using GpuSeg.Studies.Exploration;
using GpuSeg.Studies.Segmentation;

namespace GpuSeg.Cli.Commands.Explore;

/// <summary><c>gpuseg explore</c>: many clusterings of one brain, judged and compared, with figures and a page.</summary>
internal static class ExploreCommand
{
    public static Command Create() => CommandFactory.Create(
        "explore", "Fit many clusterings of one brain, judge and compare them, and show the results on a page.", new ExploreOptions(), Run);

    private static int Run(ExploreSettings settings, Messages messages, CancellationToken cancellation)
    {
        using var outputs = new ExplorationOutputs(settings.Folder);
        outputs.Require(settings.Request, settings.Overwrite);
        var clock = new PhaseClock();
        var result = BrainExplorer.Run(settings.Request, settings.Backend.Starter(messages.Detail), clock, messages, cancellation);
        messages.Working("drawing figures and writing maps");
        var leftovers = outputs.Write(result, ExploreFiles.Create(result, outputs), settings.Overwrite, AppVersion.Text, cancellation);
        clock.End("write");
        messages.Done();
        foreach (var warning in (string[])[.. result.Warnings, .. ExploreFiles.Warnings, .. leftovers])
        {
            messages.Warning(warning);
        }

        messages.Detail(string.Join(", ", clock.Phases.Select(phase => $"{phase.Phase} {phase.Milliseconds:F0} ms")));
        ExploreSummary.Print(result, outputs);
        return result.Fits.Any(fit => fit.Failure is not null) ? ExitCodes.Failed : ExitCodes.Ok;
    }
}
