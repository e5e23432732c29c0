using System.Text.Json;
using GpuSeg.Engine.Fitting;
using GpuSeg.Images;
using GpuSeg.Studies.Json;
using GpuSeg.Studies.Text;

namespace GpuSeg.Studies.Methods;

/// <summary>A kind of clustering: names, JSON, settings and sentences, which all commands, tables and pages read.</summary>
/// <remarks>A model in the place of a fit, see <see cref="FittedModel"/>, belongs to the method of the model.</remarks>
public abstract partial class Method
{
    /// <summary>Name in options, file names and sidecars, such as gmm.</summary>
    public abstract string Name { get; }

    /// <summary>Name for people, such as Gaussian mixture.</summary>
    public abstract string Title { get; }

    /// <summary>Name of the class in scikit-learn, as model files hold it.</summary>
    public abstract string ModelName { get; }

    /// <summary>Name of the parameter for the number of clusters, such as n_components.</summary>
    public abstract string ClustersKey { get; }

    /// <summary>Name of the parameter that makes the variants, such as covariance_type; null if there are no variants.</summary>
    public virtual string? VariantKey => null;

    /// <summary>Name of this parameter in options, tables and settings, such as covariance; null if there are no variants.</summary>
    public virtual string? VariantName => null;

    /// <summary>Whether the models have posteriors.</summary>
    public virtual bool HasPosteriors => false;

    /// <summary>Name of the entry in model files that says whether the fit converged.</summary>
    public abstract string ConvergedKey { get; }

    /// <summary>Numbers that tell how well a clustering fits its voxels.</summary>
    public abstract IReadOnlyList<Measure> Measures { get; }

    /// <summary>Measures that help to choose the number of clusters; the knee is that of the first.</summary>
    public IReadOnlyList<Measure> Criteria => [.. Measures.Where(measure => measure.IsCriterion)];

    /// <summary>The estimator on which no parameter was set.</summary>
    public abstract IEstimator Default { get; }

    /// <summary>The parameters of the estimators.</summary>
    public IReadOnlyList<Parameter> Parameters => Default.Parameters;

    /// <summary>The parameter in which variants differ; null if there are none.</summary>
    public Parameter? VariantParameter => VariantKey is null ? null : Find(VariantKey);

    /// <summary>Arrays of an explicit start.</summary>
    public IEnumerable<Parameter> StartParameters => Parameters.Where(parameter => parameter.Type == typeof(IReadOnlyList<double>));

    /// <summary>Finds a parameter by its name.</summary>
    /// <exception cref="ArgumentException">There is no such parameter.</exception>
    public Parameter Find(string name) => Parameters.FirstOrDefault(parameter => parameter.Name == name)
        ?? throw new ArgumentException($"{Title} has no parameter {name}.");

    /// <summary>Checks whether the estimator, or the model in its place, is of this kind.</summary>
    public abstract bool Owns(IEstimator estimator);

    /// <summary>Checks whether the model is of this kind.</summary>
    public abstract bool Owns(IClusterModel model);

    /// <summary>Returns the variant of an estimator, or of the model in its place; null if there are no variants.</summary>
    public string? Variant(IEstimator estimator) => (string?)VariantParameter?.Value(EstimatorOf(estimator));

    /// <summary>Returns the variant unless it is the default one.</summary>
    public string? VariantSuffix(IEstimator estimator) =>
        Variant(estimator) is { } variant && variant != (string?)VariantParameter?.Default ? variant : null;

    /// <summary>Returns the beginning of the entity seg, such as gmm3, gmm3diag or kmeans4.</summary>
    public string Label(IEstimator estimator)
    {
        ArgumentNullException.ThrowIfNull(estimator);
        return $"{Name}{estimator.Clusters}{VariantSuffix(estimator)}";
    }

    /// <summary>Writes the parameters under their names: method, clusters and variant first.</summary>
    public void WriteParameters(Utf8JsonWriter json, IEstimator estimator)
    {
        ArgumentNullException.ThrowIfNull(json);
        json.WriteString("method", Name);
        var identified = EstimatorOf(estimator);
        foreach (var parameter in Parameters.Where(IsIdentity))
        {
            Write(json, parameter, identified);
        }

        WriteOptions(json, estimator);
    }

    /// <summary>Writes the parameters except clusters and variant; none of a model in the place of a fit.</summary>
    public void WriteOptions(Utf8JsonWriter json, IEstimator estimator)
    {
        ArgumentNullException.ThrowIfNull(estimator);
        foreach (var parameter in estimator.Parameters.Where(parameter => !IsIdentity(parameter) && parameter.AppliesTo(estimator)))
        {
            Write(json, parameter, estimator);
        }
    }

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

    /// <summary>Writes a model under the attribute names of scikit-learn, component c being label c + 1.</summary>
    public abstract void WriteModel(Utf8JsonWriter json, IClusterModel model, LikelihoodScores? scores);

    /// <summary>Reads the model that <see cref="WriteModel"/> has written.</summary>
    internal abstract IClusterModel ReadModel(ModelFields fields);

    /// <summary>Reads the scores that <see cref="WriteModel"/> has written; null for a model without a likelihood.</summary>
    internal virtual LikelihoodScores? ReadScores(ModelFields fields) => null;

    /// <summary>Returns the estimator itself, or one that describes the model in its place.</summary>
    protected abstract IEstimator EstimatorOf(IEstimator estimator);

    private string Missing(IReadOnlyList<StartArray> arrays) => arrays is [var one]
        ? $"holds no {one.Key}; give the start of {Title} as an array of shape {JsonArrays.Describe([.. one.Shape])}."
        : $"holds none of {TextFormat.List([.. arrays.Select(array => array.Key)])}; give at least one of them.";

    /// <summary>Checks whether the parameter is part of a clustering's name.</summary>
    private bool IsIdentity(Parameter parameter) => parameter.Name == ClustersKey || parameter.Name == VariantKey;

    private static void Write(Utf8JsonWriter json, Parameter parameter, IEstimator estimator)
    {
        switch (parameter.Value(estimator))
        {
            case null:
                break;
            case bool flag:
                json.WriteBoolean(parameter.Name, flag);
                break;
            case int number:
                json.WriteNumber(parameter.Name, number);
                break;
            case double number:
                json.WriteNumber(parameter.Name, number);
                break;
            case string text:
                json.WriteString(parameter.Name, text);
                break;
            case IReadOnlyList<double> numbers:
                // Flat, the last index fastest.
                json.Array(parameter.Name, numbers, numbers.Count);
                break;
            case var value:
                throw new InvalidOperationException($"There is no JSON for {value.GetType().Name}, the type of {parameter.Name}.");
        }
    }
}

/// <summary>An array of an explicit start in a file of the user.</summary>
/// <param name="Parameter">The parameter that receives it.</param>
/// <param name="Key">Name in the file.</param>
/// <param name="Shape">Shape, with <see cref="JsonArrays.D"/> for the number of images.</param>
public sealed record StartArray(Parameter Parameter, string Key, IReadOnlyList<int> Shape);

/// <summary>A <see cref="Method"/> whose types are known: the one place that asks for them.</summary>
/// <typeparam name="TEstimator">The kind of estimator.</typeparam>
/// <typeparam name="TModel">The kind of model.</typeparam>
public abstract partial class Method<TEstimator, TModel> : Method
    where TEstimator : class, IEstimator, new()
    where TModel : class, IClusterModel
{
    /// <inheritdoc/>
    public sealed override IEstimator Default { get; } = new TEstimator();

    /// <inheritdoc/>
    public sealed override bool Owns(IEstimator estimator) => estimator is TEstimator or FittedModel { Model: TModel };

    /// <inheritdoc/>
    public sealed override bool Owns(IClusterModel model) => model is TModel;

    /// <inheritdoc/>
    public sealed override void WriteModel(Utf8JsonWriter json, IClusterModel model, LikelihoodScores? scores) =>
        Write(json, (TModel)model, scores);

    /// <inheritdoc/>
    public sealed override IReadOnlyList<StartArray> StartArrays(IEstimator estimator) => StartArrays((TEstimator)estimator);

    /// <inheritdoc cref="Method.StartArrays(IEstimator)"/>
    protected abstract IReadOnlyList<StartArray> StartArrays(TEstimator estimator);

    /// <summary>Writes a model under the attribute names of scikit-learn.</summary>
    protected abstract void Write(Utf8JsonWriter json, TModel model, LikelihoodScores? scores);

    /// <summary>Returns an estimator with the number of clusters and the variant of the model.</summary>
    protected abstract TEstimator Describe(TModel model);

    /// <inheritdoc/>
    protected sealed override IEstimator EstimatorOf(IEstimator estimator) => Typed(estimator);

    private TEstimator Typed(IEstimator estimator) =>
        estimator is FittedModel { Model: TModel model } ? Describe(model) : (TEstimator)estimator;
}
