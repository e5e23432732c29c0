using System.CommandLine;
using GpuSeg.Cli.Failures;
using GpuSeg.Engine.Fitting;
using GpuSeg.Studies.Methods;

namespace GpuSeg.Cli.Options.Fits;

/// <summary>The options that choose and set the method of clustering; the methods have the names, bounds and defaults.</summary>
internal sealed class EstimatorOptions
{
    private static readonly string[] s_inits =
        [.. MethodTable.All.SelectMany(method => method.Find(method.InitKey).Choices).Distinct()];

    private readonly Option<int> _clusters = new(FitOptions.ClusterNames.Name, FitOptions.ClusterNames.Aliases)
    {
        Description = "Number of clusters, 1..255.",
        HelpName = "K",
    };

    private readonly Option<string> _method = new("--method")
    {
        Description = $"{string.Join(" or ", MethodTable.All.Select(Describe))}.",
        DefaultValueFactory = _ => MethodTable.Names[0],
    };

    private readonly IReadOnlyDictionary<Method, Option<string>> _variants = MethodTable.All
        .Where(method => method.VariantParameter is not null)
        .ToDictionary(method => method, Variant);

    private readonly Option<string?> _init = new("--init")
    {
        Description = $"Start ({string.Join("; ", MethodTable.All.Select(Inits))}), or a JSON file with "
            + $"{string.Join(" or ", MethodTable.All.Select(Arrays))}, in the units that are clustered. "
            + $"sample: the result of a fit to {IEstimator.SampleVoxels:N0} of the voxels. "
            + $"Default: {string.Join(", ", MethodTable.All.Select(DefaultInit))}.",
        HelpName = "INIT",
    };

    private readonly FitOptions _fit = new(new Dictionary<string, string>
    {
        [FitOptions.Converge] = $"Run to the optimum, accelerated, instead of stopping where scikit-learn stops ({FitOptions.Tol}).",
    });

    public EstimatorOptions()
    {
        var bounds = MethodTable.All[0].Find(MethodTable.All[0].ClustersKey);
        OptionChecks.OneOf(_method, [.. MethodTable.Names]);
        OptionChecks.Whole(_clusters, (int)bounds.Least!, (int)bounds.Most!);
    }

    /// <summary>The number of clusters, which every fit needs.</summary>
    public Option K => _clusters;

    public IReadOnlyList<Option> All => [_clusters, _method, .. _variants.Values, _init, .. _fit.All];

    /// <summary>The options that, beside the number of clusters, decide the name of a segmentation.</summary>
    public IEnumerable<Option> Naming => [_method, .. _variants.Values];

    /// <summary>Returns the file that <c>--init</c> names, or null if it names a way to start.</summary>
    public string? StartFile(ParseResult parsed) => parsed.GetValue(_init) is { } init && !s_inits.Contains(init) ? init : null;

    /// <summary>Reads the method with its options.</summary>
    /// <exception cref="UsageException">Options contradict each other or do not apply to the method.</exception>
    public IEstimator Bind(ParseResult parsed)
    {
        if (_fit.Value(parsed, FitOptions.Converge) is true && _fit.Gives(parsed, FitOptions.Tol))
        {
            throw new UsageException(
                $"{FitOptions.Converge} runs to the optimum and {FitOptions.Tol} stops before it; leave one of them out.");
        }

        var method = MethodTable.Find(parsed.GetValue(_method)!);
        RefuseMisplaced(parsed, method);
        var estimator = method.Default.WithClusters(parsed.GetValue(_clusters));
        if (_variants.TryGetValue(method, out var variant))
        {
            estimator = method.VariantParameter!.With(estimator, parsed.GetValue(variant));
        }

        var bound = _fit.Bind(parsed, method, Started(parsed, method, estimator));
        return _fit.Gives(parsed, FitOptions.Neighbours) && !method.Find("mrf_neighbours").AppliesTo(bound)
            ? throw new UsageException(
                $"{FitOptions.Neighbours} says which neighbours count, and none counts without {FitOptions.Mrf}; "
                + $"add {FitOptions.Mrf} auto.")
            : bound;
    }

    /// <summary>Returns the values of options whose defaults follow from other options; null for options that do not apply.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="estimator">The method bound from it.</param>
    public Dictionary<Option, object?> Resolve(ParseResult parsed, IEstimator estimator)
    {
        var method = MethodTable.Of(estimator);
        var resolved = _fit.Resolve(method, estimator).ToDictionary(pair => pair.Option, pair => pair.Value);
        resolved[_init] = StartFile(parsed) ?? method.Find(method.InitKey).Value(estimator);
        foreach (var (owner, option) in _variants)
        {
            resolved[option] = owner == method ? method.Variant(estimator) : null;
        }

        return resolved;
    }

    private IEstimator Started(ParseResult parsed, Method method, IEstimator estimator)
    {
        if (StartFile(parsed) is { } file)
        {
            return Fits.StartFile.Read(file, method, estimator);
        }

        var (init, chosen) = (method.Find(method.InitKey), parsed.GetValue(_init));
        return chosen is null ? estimator
            : init.Choices.Contains(chosen) ? init.With(estimator, chosen)
            : throw new UsageException(
                $"--init {chosen} does not start {method.Title}; use {string.Join(", ", init.Choices)} or a JSON file.");
    }

    private void RefuseMisplaced(ParseResult parsed, Method method)
    {
        var variant = _variants.FirstOrDefault(pair => pair.Key != method && parsed.Gives(pair.Value)).Value;
        if ((variant ?? _fit.Misplaced(parsed, method)) is { } option)
        {
            var others = MethodTable.Names.Where(name => name != method.Name);
            throw new UsageException(
                $"{option.Name} does not apply to {method.Title}; leave it out or use --method {string.Join(" or ", others)}.");
        }
    }

    private static string Describe(Method method) =>
        method.Name.Equals(method.Title, StringComparison.OrdinalIgnoreCase) ? method.Name : $"{method.Name} ({method.Title})";

    private static string DefaultInit(Method method) => $"{method.Find(method.InitKey).Default} for {method.Name}";

    private static string Inits(Method method) => $"{method.Name}: {string.Join(", ", method.Find(method.InitKey).Choices)}";

    private static string Arrays(Method method) =>
        $"{string.Join(", ", method.StartArrays(method.Default).Select(array => array.Key))} ({method.Name})";

    private static Option<string> Variant(Method method)
    {
        var parameter = method.VariantParameter!;
        var option = new Option<string>($"--{method.VariantName}")
        {
            Description = parameter.Description,
            DefaultValueFactory = _ => (string)parameter.Default!,
        };
        OptionChecks.OneOf(option, [.. parameter.Choices]);
        return option;
    }
}
