using System.CommandLine;
using GpuSeg.Cli.Compute;
using GpuSeg.Engine.Fitting;
using GpuSeg.Studies.Exploration;
using GpuSeg.Studies.Methods;
using GpuSeg.Studies.Segmentation;

namespace GpuSeg.Cli.Options.Fits;

/// <summary>The settings of <c>gpuseg explore</c>.</summary>
/// <param name="Request">Images, mask, and the clusterings to fit.</param>
/// <param name="Backend">Backend and threads.</param>
/// <param name="Folder">Folder of the results.</param>
/// <param name="Overwrite">Whether outputs that exist are replaced.</param>
internal sealed record ExploreSettings(ExplorationRequest Request, BackendSettings Backend, string Folder, bool Overwrite) : IThreadSettings
{
    int IThreadSettings.Threads => Backend.Threads;
}

/// <summary>The options of <c>gpuseg explore</c>.</summary>
internal sealed class ExploreOptions : ICommandOptions<ExploreSettings>
{
    private readonly Argument<string[]> _images = CommonOptions.Images();
    private readonly Option<int[]?> _clusters = new(FitOptions.ClusterNames.Name, FitOptions.ClusterNames.Aliases)
    {
        Description = "Numbers of clusters, such as 3, 2-6 or 2,4,8. Default: 2-6.",
        HelpName = "K",
    };

    private readonly Option<string[]?> _methods = new("--methods")
    {
        Description = $"{string.Join(", ", MethodTable.Names)}, or several with commas between. Default: all.",
    };

    private readonly Option<string[]?> _scales = new("--scale")
    {
        Description = "none, standard (mean 0, variance 1 over the mask), or none,standard. Default: both.",
    };

    private readonly Option<double?> _winsorize = CommonOptions.Winsorize();
    private readonly Option<string[]?> _subsets = new("--subsets")
    {
        Description = $"Images to cluster together: {ImageSubsets.Singles}, {ImageSubsets.All}, {ImageSubsets.Combinations}, "
            + $"or names joined by +; several with commas between. Default: {ImageSubsets.Singles},{ImageSubsets.All}.",
        HelpName = "SETS",
    };

    private readonly IReadOnlyDictionary<Method, Option<string[]?>> _variants = MethodTable.All
        .Where(method => method.VariantParameter is not null)
        .ToDictionary(method => method, Variants);

    private readonly FitOptions _fit = new(
        new Dictionary<string, string>
        {
            [FitOptions.Converge] = "Run every fit to its optimum instead of stopping where scikit-learn stops.",
            [FitOptions.NInit] = "Starts of every fit; their agreement shows how far its clusters can be trusted.",
        },
        defaultStarts: 10,
        without: FitOptions.Tol);

    private readonly Option<string?> _shown = new("--show")
    {
        Description = "Fit whose labels the figures show, such as all_gmm_k3. Default: at the knee, of all images.",
        HelpName = "FIT",
    };

    private readonly Option<int[]?> _slices = new("--slices")
    {
        Description = "Axial slices to show, by their index in the file from 0. Default: five through the mask.",
        HelpName = "N,N,...",
    };

    private readonly Option<string> _folder = CommonOptions.Folder("Folder of the results.");
    private readonly MaskOptions _mask = new();
    private readonly ExcludeOptions _exclude = new(
        "Leave the voxels of this mask, such as a lesion, out of all fits and label maps.", "FILE", labels: false);

    private readonly RegridOption _regrid = new();
    private readonly BackendChoice _backend = new();
    private readonly Option<bool> _overwrite = CommonOptions.Overwrite();

    public void AddTo(Command command)
    {
        OptionChecks.Numbers(_clusters, 1, byte.MaxValue);
        OptionChecks.SomeOf(_methods, [.. MethodTable.Names]);
        OptionChecks.SomeOf(_scales, CommonOptions.Scalings);
        OptionChecks.List(_subsets);
        OptionChecks.Numbers(_slices, 0, short.MaxValue);
        _folder.DefaultValueFactory = _ => "gpuseg-explore";
        command.Arguments.Add(_images);
        command.AddOptions([_clusters, _methods, _scales, _winsorize, _subsets, .. _variants.Values, .. _fit.All]);
        command.AddOptions([_shown, _slices, _folder, .. _mask.All, .. _exclude.All, .. _regrid.All]);
        _backend.AddTo(command);
        command.AddOptions(_overwrite);
    }

    public ExploreSettings Bind(ParseResult parsed) =>
        new(Request(parsed), _backend.Bind(parsed), CommonOptions.BindFolder(parsed, _folder), parsed.GetValue(_overwrite));

    private ExplorationRequest Request(ParseResult parsed)
    {
        IEstimator[] estimators =
            [.. ValueOr(parsed, _methods, [.. MethodTable.Names]).SelectMany(name => Estimators(parsed, MethodTable.Find(name)))];
        return _mask.Bind(parsed).ApplyTo(
            new ExplorationRequest
            {
                Images = parsed.GetValue(_images)!,
                Regrid = _regrid.Bind(parsed, parsed.GetValue(_images)!),
                ExcludedFile = _exclude.Bind(parsed).Source,
                Subsets = ValueOr(parsed, _subsets, ImageSubsets.Singles, ImageSubsets.All),
                Scalings = [.. ValueOr(parsed, _scales, CommonOptions.Scalings).Select(Parse<FeatureScaling>)],
                Winsorizing = CommonOptions.BindWinsorize(parsed, _winsorize, estimators),
                Methods = estimators,
                Clusters = ValueOr(parsed, _clusters, 2, 3, 4, 5, 6),
                Shown = parsed.GetValue(_shown),
                Slices = parsed.GetValue(_slices) is { Length: > 0 } slices ? slices : null,
            });
    }

    private static T[] ValueOr<T>(ParseResult parsed, Option<T[]?> option, params T[] usual) =>
        parsed.GetValue(option) is { Length: > 0 } given ? given : usual;

    private static T Parse<T>(string name)
        where T : struct, Enum => Enum.Parse<T>(name, ignoreCase: true);

    private IEnumerable<IEstimator> Estimators(ParseResult parsed, Method method)
    {
        var estimator = _fit.Bind(parsed, method, method.Default);
        return _variants.TryGetValue(method, out var option)
            ? ValueOr(parsed, option, (string)method.VariantParameter!.Default!)
                .Select(name => method.VariantParameter.With(estimator, name))
            : [estimator];
    }

    private static Option<string[]?> Variants(Method method)
    {
        var parameter = method.VariantParameter!;
        var option = new Option<string[]?>($"--{method.VariantName}")
        {
            Description = $"{parameter.Description.TrimEnd('.')}; several with commas between. Default: {parameter.Default}.",
        };
        OptionChecks.SomeOf(option, [.. parameter.Choices]);
        return option;
    }
}
