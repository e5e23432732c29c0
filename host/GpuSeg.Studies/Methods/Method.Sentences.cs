using GpuSeg.Engine.Fitting;
using GpuSeg.Engine.Voxels;
using GpuSeg.Studies.Text;

namespace GpuSeg.Studies.Methods;

public abstract partial class Method
{
    /// <summary>Name of several clusterings in sentences, such as mixtures.</summary>
    public abstract string PluralName { get; }

    /// <summary>Whether the title is a proper name, which has no article.</summary>
    public virtual bool IsProperName => false;

    /// <summary>A sentence on the shapes of clusters that the method assumes.</summary>
    public abstract string Assumption { get; }

    /// <summary>A sentence on the stopping rule; null if a fit always ends at its optimum.</summary>
    public virtual string? StoppingRule => null;

    /// <summary>Names the method with its variant unless it is the default one, such as: Gaussian mixture (diag).</summary>
    public string NameOf(IEstimator estimator) => VariantSuffix(estimator) is { } suffix ? $"{Title} ({suffix})" : Title;

    /// <summary>Returns the subject of a sentence, such as: A Gaussian mixture of 3 components with full covariances.</summary>
    public abstract string Subject(IClusterModel model);

    /// <summary>Describes a model in a paper, such as: Gaussian mixture of 3 components with full covariance matrices.</summary>
    public abstract string ModelPhrase(IClusterModel model);

    /// <summary>Returns the sentences on the end of a fit that converged.</summary>
    public abstract string Ending(IClusterModel model, IEstimator estimator);

    /// <summary>Describes how far the objective could still change; null if the fit ended at its optimum.</summary>
    public virtual string? Remainder(IClusterModel model) => null;

    /// <summary>Returns the objective after every iteration; null if the model does not keep it.</summary>
    public virtual ObjectiveHistory? History(IClusterModel model) => null;

    /// <summary>Returns the sentence on fits in the Methods section of a paper.</summary>
    /// <param name="variants">Estimators that differ in their variants only.</param>
    /// <param name="clusters">Numbers of clusters.</param>
    /// <param name="references">Collects the references.</param>
    public abstract string Fitting(IReadOnlyList<IEstimator> variants, IReadOnlyList<int> clusters, References references);

    /// <summary>Returns the sentence on fits that were continued to their optimum; null if there are none.</summary>
    public virtual string? Continuing(References references) => null;

    /// <summary>Returns sentences on the effect of scaling several images.</summary>
    /// <param name="estimators">The estimators in use.</param>
    /// <param name="features">The images in their own units.</param>
    public abstract IEnumerable<string> EffectOfScaling(IReadOnlyList<IEstimator> estimators, FeatureMatrix features);

    /// <summary>Returns a warning for each image whose numbers do not suit the estimator; an applied model has no warnings.</summary>
    /// <param name="estimator">The estimator.</param>
    /// <param name="images">The names of the images, each with its variance in the units of the fit.</param>
    public virtual IEnumerable<string> Warnings(IEstimator estimator, IEnumerable<ImageVariance> images) => [];

    /// <summary>
    /// Returns whether the criteria grow without bound for a cluster on one grey level, so that they cannot choose the number.
    /// </summary>
    public virtual bool RewardsOneLevel(IEstimator estimator) => false;

    /// <summary>Returns a note on choosing the number of clusters by the first criterion; null if there is nothing to note.</summary>
    /// <param name="curves">The criterion over the number of clusters, a curve per variant, set of images and scaling.</param>
    /// <param name="voxels">Number of voxels.</param>
    public abstract string? CriterionNote(IReadOnlyList<IReadOnlyList<double>> curves, int voxels);

    /// <summary>Describes the starts, such as: the best of 10 starts (seed 0).</summary>
    protected static string Starts(int starts, int seed) =>
        starts == 1 ? $"one start (seed {seed})" : $"the best of {starts} starts (seed {seed})";

    /// <summary>Lists numbers, such as: 2, 3 and 4.</summary>
    protected static string Numbers(IReadOnlyList<int> numbers) => TextFormat.List([.. numbers.Select(number => $"{number}")]);
}

public abstract partial class Method<TEstimator, TModel>
{
    /// <inheritdoc/>
    public sealed override string Subject(IClusterModel model) => Subject((TModel)model);

    /// <inheritdoc/>
    public sealed override string ModelPhrase(IClusterModel model) => ModelPhrase((TModel)model);

    /// <inheritdoc/>
    public sealed override string Ending(IClusterModel model, IEstimator estimator) => Ending((TModel)model, (TEstimator)estimator);

    /// <inheritdoc/>
    public sealed override string? Remainder(IClusterModel model) => Remainder((TModel)model);

    /// <inheritdoc/>
    public sealed override ObjectiveHistory? History(IClusterModel model) => History((TModel)model);

    /// <inheritdoc/>
    public sealed override string Fitting(IReadOnlyList<IEstimator> variants, IReadOnlyList<int> clusters, References references) =>
        Fitting([.. variants.Select(Typed)], clusters, references);

    /// <inheritdoc/>
    public sealed override IEnumerable<string> EffectOfScaling(IReadOnlyList<IEstimator> estimators, FeatureMatrix features) =>
        EffectOfScaling([.. estimators.Select(Typed)], features);

    /// <inheritdoc cref="Method.Subject(IClusterModel)"/>
    protected abstract string Subject(TModel model);

    /// <inheritdoc cref="Method.ModelPhrase(IClusterModel)"/>
    protected abstract string ModelPhrase(TModel model);

    /// <inheritdoc cref="Method.Ending(IClusterModel, IEstimator)"/>
    protected abstract string Ending(TModel model, TEstimator estimator);

    /// <inheritdoc cref="Method.Remainder(IClusterModel)"/>
    protected virtual string? Remainder(TModel model) => null;

    /// <inheritdoc cref="Method.History(IClusterModel)"/>
    protected virtual ObjectiveHistory? History(TModel model) => null;

    /// <inheritdoc cref="Method.Fitting(IReadOnlyList{IEstimator}, IReadOnlyList{int}, References)"/>
    protected abstract string Fitting(TEstimator[] variants, IReadOnlyList<int> clusters, References references);

    /// <inheritdoc cref="Method.EffectOfScaling(IReadOnlyList{IEstimator}, FeatureMatrix)"/>
    protected abstract IEnumerable<string> EffectOfScaling(TEstimator[] estimators, FeatureMatrix features);
}

/// <summary>The variance of an image over the mask.</summary>
/// <param name="Name">Name of the image.</param>
/// <param name="Variance">The variance, in the squared units of the fit.</param>
public sealed record ImageVariance(string Name, double Variance);
