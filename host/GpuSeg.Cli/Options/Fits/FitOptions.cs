using System.CommandLine;
using GpuSeg.Engine.Fitting;
using GpuSeg.Studies.Methods;

namespace GpuSeg.Cli.Options.Fits;

/// <summary>An option for each parameter of the methods, except the number of clusters, the variant and the start.</summary>
internal sealed class FitOptions
{
    /// <summary>The option for the number of starts.</summary>
    public const string NInit = "--n-init";

    /// <summary>The option that runs fits to their optimum.</summary>
    public const string Converge = "--converge";

    /// <summary>The option for the tolerance.</summary>
    public const string Tol = "--tol";

    /// <summary>The option for the strength of the neighbours.</summary>
    public const string Mrf = "--mrf";

    /// <summary>The option for the neighbours of a voxel.</summary>
    public const string Neighbours = "--mrf-neighbours";

    // The order of help and records; options that are not named here follow.
    private static readonly string[] s_order = [NInit, "--seed", Converge, "--max-iter", Tol, "--reg-covar"];

    private readonly IReadOnlyList<ParameterOption> _options;

    /// <param name="descriptions">Help of options that say more than the parameters do.</param>
    /// <param name="defaultStarts">Starts unless the user gives a number; null for those of the method.</param>
    /// <param name="without">Options to leave out.</param>
    public FitOptions(IReadOnlyDictionary<string, string> descriptions, int? defaultStarts = null, params IReadOnlyList<string> without)
    {
        var rows =
            from method in MethodTable.All
            from parameter in method.Parameters
            where parameter.Name != method.ClustersKey && parameter.Name != method.VariantKey && parameter.Name != method.InitKey
                && !method.StartParameters.Contains(parameter)
            group new MethodParameter(method, parameter) by ParameterOption.NameOf(parameter);
        _options =
        [
            .. rows.Where(group => !without.Contains(group.Key))
                .OrderBy(group => Array.IndexOf(s_order, group.Key) is >= 0 and var place ? place : s_order.Length)
                .Select(group => new ParameterOption(
                    group.Key, [.. group], descriptions.GetValueOrDefault(group.Key), group.Key == NInit ? defaultStarts : null)),
        ];
    }

    /// <summary>The names of the option for the number of clusters.</summary>
    public static (string Name, string[] Aliases) ClusterNames { get; } =
        ("-k", [.. MethodTable.All.Select(method => $"--{method.ClustersKey.Replace('_', '-')}").Distinct()]);

    /// <summary>The options, in the order of help and records.</summary>
    public IEnumerable<Option> All => _options.Select(option => option.Option);

    /// <summary>Checks whether the user gave the option called <paramref name="name"/>.</summary>
    public bool Gives(ParseResult parsed, string name) => parsed.Gives(Find(name).Option);

    /// <summary>Reads the value of the option called <paramref name="name"/>; null if there is none.</summary>
    public object? Value(ParseResult parsed, string name) => Find(name).Value(parsed);

    /// <summary>Finds an option that the user gave and <paramref name="method"/> does not have; null if there is none.</summary>
    public Option? Misplaced(ParseResult parsed, Method method) =>
        _options.FirstOrDefault(option => option.Parameter(method) is null && parsed.Gives(option.Option))?.Option;

    /// <summary>Copies an estimator with the values of the options.</summary>
    public IEstimator Bind(ParseResult parsed, Method method, IEstimator estimator) =>
        _options.Aggregate(estimator, (bound, option) => option.Parameter(method) is { } parameter && option.Value(parsed) is { } value
            ? parameter.With(bound, value)
            : bound);

    /// <summary>Returns the values that an estimator has; null for options that do not apply to it.</summary>
    public IEnumerable<(Option Option, object? Value)> Resolve(Method method, IEstimator estimator) =>
        from option in _options
        let parameter = option.Parameter(method)
        select (option.Option, parameter?.AppliesTo(estimator) == true ? parameter.Value(estimator) : null);

    private ParameterOption Find(string name) => _options.First(option => option.Option.Name == name);
}
