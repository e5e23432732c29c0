using GpuSeg.Engine.Fitting;

namespace GpuSeg.Studies.Methods;

/// <summary>The kinds of clustering. A new kind is its folder in the engine and one row here.</summary>
public static class MethodTable
{
    /// <summary>All methods, in the order of help and explorations; the first is the default.</summary>
    public static IReadOnlyList<Method> All { get; } = [new MixtureMethod(), new KMeansMethod()];

    /// <summary>Names of all methods.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(method => method.Name)];

    /// <summary>Measures of all methods, each once.</summary>
    public static IReadOnlyList<Measure> Measures { get; } =
        [.. All.SelectMany(method => method.Measures).DistinctBy(measure => measure.Key)];

    /// <summary>Names of the properties in which the variants of methods differ, each once; see <see cref="Method.VariantName"/>.</summary>
    public static IReadOnlyList<string> VariantNames { get; } =
        [.. All.Select(method => method.VariantName).OfType<string>().Distinct()];

    /// <summary>Finds a method by its name.</summary>
    /// <exception cref="ArgumentException">There is no such method.</exception>
    public static Method Find(string name) => All.FirstOrDefault(method => method.Name == name)
        ?? throw new ArgumentException($"method is {name}; it must be one of {string.Join(", ", Names)}.");

    /// <summary>Finds a method by the name in its model files.</summary>
    /// <exception cref="FormatException">There is no such method.</exception>
    public static Method FindModel(string? name) => All.FirstOrDefault(method => method.ModelName == name)
        ?? throw new FormatException($"model is {name}; it must be one of {string.Join(", ", All.Select(method => method.ModelName))}.");

    /// <summary>Finds the method of an estimator, or of the model in its place.</summary>
    /// <exception cref="ArgumentException">There is no row for it.</exception>
    public static Method Of(IEstimator estimator) => All.FirstOrDefault(method => method.Owns(estimator))
        ?? throw new ArgumentException($"There is no method for {estimator?.GetType().Name}; add a row to {nameof(MethodTable)}.");

    /// <summary>Finds the method of a model.</summary>
    /// <exception cref="ArgumentException">There is no row for it.</exception>
    public static Method Of(IClusterModel model) => All.FirstOrDefault(method => method.Owns(model))
        ?? throw new ArgumentException($"There is no method for {model?.GetType().Name}; add a row to {nameof(MethodTable)}.");
}
