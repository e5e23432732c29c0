using GpuSeg.Engine.Fitting;
using GpuSeg.Engine.Mixtures;
using GpuSeg.Engine.Voxels;
using GpuSeg.Studies.Text;

namespace GpuSeg.Studies.Methods;

internal sealed partial class MixtureMethod
{
    // float32 leaves about this much uncertain in a lower bound of a few units.
    private const double BoundRounding = 1e-7;

    // scikit-learn's reg_covar of 1e-6 is meant to be far below every variance.
    private const double LargestRegularisation = 0.01;

    public override string PluralName => "mixtures";

    public override string Assumption =>
        "In a mixture, each cluster has its own weight and, depending on the covariance type, its own width and direction: "
        + "a narrow cluster (such as healthy tissue) can lie within a wide cluster.";

    public override string StoppingRule =>
        "Mixtures stop where scikit-learn stops: when the lower bound moves by less than tol, or after max_iter iterations.";

    public override string Continuing(References references) =>
        $"Each mixture was then run on to its optimum, accelerated by SQUAREM {references.Cite(References.Squarem)}, "
        + "and its labels were compared before and after.";

    // A covariance that all components share does not shrink with one of them.
    public override bool RewardsOneLevel(IEstimator estimator) =>
        estimator is GaussianMixture mixture && mixture.CovarianceType != CovarianceTypes.Tied;

    public override string? CriterionNote(IReadOnlyList<IReadOnlyList<double>> curves, int voxels)
    {
        var falling = curves.Count(bic => bic.Count > 1 && bic.Zip(bic.Skip(1)).All(pair => pair.Second < pair.First));
        if (falling == 0)
        {
            return null;
        }

        var which = falling == curves.Count ? "" : $"In {falling} of {curves.Count} mixtures, ";
        return $"{which}BIC falls up to the largest K tried, so its lowest value does not select a K. "
            + $"BIC treats the {voxels:N0} voxels as independent; neighbouring voxels are alike, "
            + "so BIC keeps rewarding clusters that mean little.";
    }

    public override IEnumerable<string> Warnings(IEstimator estimator, IEnumerable<ImageVariance> images)
    {
        ArgumentNullException.ThrowIfNull(images);
        if (estimator is not GaussianMixture mixture)
        {
            yield break;
        }

        foreach (var (name, variance) in images)
        {
            var share = mixture.RegCovar / variance;
            if (share > LargestRegularisation)
            {
                var size = share < 1 ? $"{TextFormat.Percent(share)} of" : $"{TextFormat.Number(share)} times";
                yield return $"{name}: reg_covar {TextFormat.Number(mixture.RegCovar)} is {size} the image's variance, "
                    + $"{TextFormat.Number(variance)}, and blurs its clusters; scale the images to variance 1 or lower reg_covar.";
            }
        }
    }

    protected override string Subject(GaussianMixtureModel model) => model.Clusters == 1
        ? "A single Gaussian"
        : $"A Gaussian mixture of {Plural.Of(model.Clusters, "component")} with {model.CovarianceType.Summary}";

    protected override string ModelPhrase(GaussianMixtureModel model) => Phrase(model.Clusters, [model.CovarianceType]);

    protected override string Ending(GaussianMixtureModel model, GaussianMixture estimator)
    {
        var iterations = Plural.Of(model.NIter, "iteration");
        return model switch
        {
            { RanToOptimum: true } => $"The fit ran to its optimum in {iterations}: {Remainder(model)}.",
            { Clusters: 1 } =>
                $"The fit ended after {iterations}, at the mean and covariance of the voxels, the only optimum of a single Gaussian.",
            _ => $"The fit stopped after {iterations}, where scikit-learn stops: the lower bound moved by less than {estimator.Tol}. "
                + $"This may be a plateau before the optimum: {Remainder(model)}, and labels could still change; "
                + "fit with `converge` to reach the optimum.",
        };
    }

    protected override string Remainder(GaussianMixtureModel model) => model switch
    {
        { HasFallen: true } => $"the lower bound fell by {model.BoundFall:G2} on the way",
        { BoundToGain: null } => "the last rises do not show how far the lower bound could still rise",
        { RanToOptimum: true, BoundToGain: { } gain } => $"the lower bound could still rise by {Math.Max(gain, BoundRounding):G1} or less",
        { BoundToGain: { } gain } => $"the lower bound could still rise by {gain:G2} or more",
    };

    protected override ObjectiveHistory History(GaussianMixtureModel model) =>
        new(model.LowerBoundHistory, "Lower bound", "the mean log-likelihood of a voxel");

    protected override string Fitting(GaussianMixture[] variants, IReadOnlyList<int> clusters, References references)
    {
        var (mixture, types) = (variants[0], variants.Select(variant => variant.CovarianceType));
        var fitted = clusters.Count == 1
            ? $"A {Phrase(clusters[0], types)} was"
            : $"Gaussian mixtures of {Numbers(clusters)} components with {Covariances(types, isSingle: false)} were";
        var em = references.Cite(References.Em);
        var start = mixture.Start.IsComplete
            ? "from given parameters"
            : $"from {Starts(mixture.NInit, mixture.Seed)}, initialised by {Initialisation(mixture.Init, references)}";
        var end = mixture.Converge
            ? $"accelerated by SQUAREM {references.Cite(References.Squarem)} "
                + "and run to convergence (change of the mean log-likelihood below 1e-8), with"
            : $"until the mean log-likelihood changed by less than {mixture.Tol}, or for";
        return $"{fitted} fitted by expectation-maximization {em} {start}, "
            + $"{end} at most {Plural.Of(mixture.MaxIter, "iteration")}; "
            + $"{TextFormat.Number(mixture.RegCovar)} was added to the variances.";
    }

    protected override IEnumerable<string> EffectOfScaling(GaussianMixture[] estimators, FeatureMatrix features)
    {
        CovarianceType[] types = [.. estimators.Select(estimator => estimator.CovarianceType).Distinct()];
        CovarianceType[] rigid = [.. types.Where(type => !type.AdaptsToUnits)];
        if (rigid.Length < types.Length)
        {
            var which = string.Concat(rigid.Select(type => $" with non-{type.Name} covariances"));
            yield return $"Mixtures{which} adapt to each image's units by themselves; scaling changes little except their starting points.";
        }

        foreach (var words in rigid.Select(type => type.Summary))
        {
            yield return $"{char.ToUpperInvariant(words[0])}{words[1..]} have the same width in every image, "
                + "so units matter as they do in KMeans.";
        }
    }

    private static string Phrase(int components, IEnumerable<CovarianceType> types) =>
        $"{(components == 1 ? "single Gaussian" : $"Gaussian mixture of {components} components")} "
        + $"with {Covariances(types, components == 1)}";

    private static string Covariances(IEnumerable<CovarianceType> types, bool isSingle) =>
        string.Join(" or ", types.Select(type => isSingle ? type.PhraseForOne : type.Phrase));

    private static string Initialisation(MixtureInit init, References references) => init switch
    {
        MixtureInit.KMeans =>
            $"k-means {references.Cite(References.Lloyd)} with k-means++ seeding {references.Cite(References.PlusPlus)}",
        MixtureInit.KMeansPlusPlus => $"k-means++ seeding {references.Cite(References.PlusPlus)}",
        MixtureInit.RandomFromData => "voxels drawn at random as means",
        MixtureInit.Sample =>
            $"the same fit, started by {Initialisation(MixtureInit.KMeans, references)}, "
            + $"to a sample of at most {IEstimator.SampleVoxels:N0} voxels",
        _ => "random responsibilities",
    };
}
