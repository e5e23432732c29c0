using System.CommandLine;
using GpuSeg.Cli.Terminal;
using GpuSeg.Engine.Fitting;
using GpuSeg.Engine.Mixtures;
using GpuSeg.Studies.Exploration;
using GpuSeg.Studies.Segmentation;

namespace GpuSeg.Cli.Commands;

/// <summary><c>gpuseg explore</c>: many clusterings of one brain, judged and compared, with figures and a page.</summary>
internal sealed class ExploreCommand
{
    private static readonly string[] Covariances = [.. Enum.GetNames<CovarianceType>().Select(name => name.ToLowerInvariant())];

    private readonly Argument<string[]> _images = new("IMAGE")
    {
        Description = "NIfTI files of one brain on one grid; a 4-D file gives one image per volume.",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<int[]?> _clusters = new("-k", "--n-components", "--n-clusters") { Description = "Numbers of clusters, such as 3, 2-6 or 2,4,8. Default: 2-6.", HelpName = "K" };
    private readonly Option<string[]> _methods = new("--methods") { Description = "gmm (Gaussian mixture), kmeans, or gmm,kmeans. Default: both." };
    private readonly Option<string[]> _scales = new("--scale") { Description = "none, standard (mean 0, variance 1 over the mask), or none,standard. Default: both." };
    private readonly Option<string[]> _subsets = new("--subsets")
    {
        Description = $"Images to cluster together: {ImageSubsets.Singles}, {ImageSubsets.All}, {ImageSubsets.Combinations}, or names joined by +; several with commas between. Default: {ImageSubsets.Singles},{ImageSubsets.All}.",
        HelpName = "SETS",
    };

    private readonly Option<string[]> _covariances = new("--covariance") { Description = "Covariances of mixtures; several with commas between. Default: full." };
    private readonly Option<int> _nInit = new("--n-init") { Description = "Starts of every fit; they tell how far its clusters can be trusted.", DefaultValueFactory = _ => 10, HelpName = "N" };
    private readonly FitOptions _fit = new("Run every fit to its optimum instead of stopping where scikit-learn stops.");
    private readonly Option<string?> _shown = new("--show") { Description = "Fit whose labels the figures show, such as all_gmm_k3. Default: at the knee, of all images.", HelpName = "FIT" };
    private readonly Option<int[]?> _slices = new("--slices") { Description = "Axial slices to show, as NumPy counts them. Default: five through the mask.", HelpName = "N,N,..." };
    private readonly Option<string> _folder = new("-o", "--output") { Description = "Folder of the results.", DefaultValueFactory = _ => "gpuseg-explore", HelpName = "DIR" };
    private readonly MaskOptions _mask = new();
    private readonly BackendChoice _backend = new();
    private readonly Option<bool> _overwrite = new("--overwrite") { Description = "Replace outputs that exist." };

    public static Command Create() => new ExploreCommand().Build();

    private Command Build()
    {
        Bounds.Files(_images);
        Bounds.Numbers(_clusters, 1, byte.MaxValue);
        Bounds.SomeOf(_methods, "gmm", "kmeans");
        Bounds.SomeOf(_scales, "none", "standard");
        Bounds.SomeOf(_covariances, Covariances);
        Bounds.Whole(_nInit, 1);
        Bounds.List(_subsets);
        Bounds.Numbers(_slices, 0, short.MaxValue);
        var command = new Command("explore", "Fit many clusterings of one brain, judge and compare them, and show it all on a page.") { _images };
        foreach (Option option in (Option[])[_clusters, _methods, _scales, _subsets, _covariances, _nInit, _fit.Seed, _fit.Converge, _fit.MaxIter, _fit.RegCovar, _shown, _slices, _folder, .. _mask.All])
        {
            command.Options.Add(option);
        }

        _backend.AddTo(command);
        command.Options.Add(_overwrite);
        command.SetAction((parsed, cancellation) => Task.FromResult(Run(parsed, cancellation)));
        return command;
    }

    private int Run(ParseResult parsed, CancellationToken cancellation)
    {
        var (request, overwrite) = (Request(parsed), parsed.GetValue(_overwrite));
        using var outputs = new ExplorationOutputs(Folder(parsed));
        outputs.Require(request, overwrite);
        using var messages = new Messages(parsed.GetValue(Runner.Verbose));
        var start = _backend.Starter(parsed, messages.Detail);
        var clock = new PhaseClock();
        var result = BrainExplorer.Run(request, start, clock, messages, cancellation);
        messages.Working("drawing figures and writing maps");
        var leftovers = outputs.Write(result, Reports.OfExploration(result, outputs), overwrite, AppVersion.Text, cancellation);
        clock.End("write");
        messages.Done();
        foreach (var warning in (string[])[.. result.Input.Mask.Warnings, .. Reports.FigureWarnings, .. leftovers])
        {
            messages.Warning(warning);
        }

        messages.Detail(string.Join(", ", clock.Phases.Select(phase => $"{phase.Phase} {phase.Milliseconds:F0} ms")));
        ExploreSummary.Print(result, outputs);
        return result.Fits.Any(fit => fit.Failure is not null) ? ExitCodes.Failed : ExitCodes.Ok;
    }

    private ExplorationRequest Request(ParseResult parsed) => new()
    {
        Images = parsed.GetValue(_images)!,
        MaskFile = _mask.File(parsed),
        MaskRule = _mask.Rule(parsed),
        Subsets = Given(parsed, _subsets, ImageSubsets.Singles, ImageSubsets.All),
        Scalings = [.. Given(parsed, _scales, "none", "standard").Select(scale => Enum.Parse<FeatureScaling>(scale, ignoreCase: true))],
        Methods = [.. Given(parsed, _methods, "gmm", "kmeans").Select(method => Method(parsed, method))],
        Clusters = parsed.GetValue(_clusters) is { Length: > 0 } clusters ? clusters : [2, 3, 4, 5, 6],
        Shown = parsed.GetValue(_shown),
        Slices = parsed.GetValue(_slices) is { Length: > 0 } slices ? slices : null,
        Covariances = [.. Given(parsed, _covariances, "full").Select(covariance => Enum.Parse<CovarianceType>(covariance, ignoreCase: true))],
    };

    private static string[] Given(ParseResult parsed, Option<string[]> option, params string[] usual) => parsed.GetValue(option) is { Length: > 0 } given ? given : usual;

    private IEstimator Method(ParseResult parsed, string method) => method == "gmm"
        ? _fit.Mixture(parsed) with { NInit = parsed.GetValue(_nInit) }
        : _fit.KMeans(parsed) with { NInit = parsed.GetValue(_nInit) };

    private string Folder(ParseResult parsed) => parsed.GetValue(_folder) is { Length: > 0 } folder
        ? folder
        : throw new UsageException("-o is empty; give the folder of the results.");
}
