using System.Text.Json;
using GpuSeg.Engine.Fitting;
using GpuSeg.Images;
using GpuSeg.Studies.Json;
using GpuSeg.Studies.Text;

namespace GpuSeg.Studies.Methods;

/// <summary>An array of an explicit start in a file of the user.</summary>
/// <param name="Parameter">The parameter that receives it.</param>
/// <param name="Key">Name in the file.</param>
/// <param name="Shape">Shape, with <see cref="JsonArrays.D"/> for the number of images.</param>
public sealed record StartArray(Parameter Parameter, string Key, IReadOnlyList<int> Shape);

public abstract partial class Method
{
    /// <summary>Lists the arrays that an explicit start may have.</summary>
    public abstract IReadOnlyList<StartArray> StartArrays(IEstimator estimator);

    /// <summary>Copies an estimator with the explicit start that a JSON object holds.</summary>
    /// <param name="estimator">The estimator, its clusters and variant set.</param>
    /// <param name="json">The object.</param>
    /// <param name="path">The file, for messages.</param>
    /// <exception cref="ImageException">There is no array of a start, or an array has another shape.</exception>
    public IEstimator WithStart(IEstimator estimator, JsonElement json, string path)
    {
        var (arrays, started) = (StartArrays(estimator), estimator);
        foreach (var (parameter, key, shape) in arrays)
        {
            if (JsonArrays.Numbers(json, path, key, [.. shape]) is { } numbers)
            {
                started = parameter.With(started, numbers);
            }
        }

        return ReferenceEquals(started, estimator) ? throw new ImageException($"{path} {Missing(arrays)}") : started;
    }

    private string Missing(IReadOnlyList<StartArray> arrays) => arrays is [var one]
        ? $"holds no {one.Key}; give the start of {Title} as an array of shape {JsonArrays.Describe([.. one.Shape])}."
        : $"holds none of {TextFormat.List([.. arrays.Select(array => array.Key)])}; give at least one of them.";
}

public abstract partial class Method<TEstimator, TModel>
{
    /// <inheritdoc/>
    public sealed override IReadOnlyList<StartArray> StartArrays(IEstimator estimator) => StartArrays((TEstimator)estimator);

    /// <inheritdoc cref="Method.StartArrays(IEstimator)"/>
    protected abstract IReadOnlyList<StartArray> StartArrays(TEstimator estimator);
}
