using GpuSeg.Engine.Centroids;
using GpuSeg.Engine.Fitting;
using GpuSeg.Engine.Mixtures;
using GpuSeg.Images;
using GpuSeg.Images.Masking;
using GpuSeg.Images.Nifti;
using GpuSeg.Report.Page;
using GpuSeg.Studies.Models;
using GpuSeg.Studies.Segmentation;
using GpuSeg.Studies.Text;

namespace GpuSeg.Report.Citing;

/// <summary>Sentences for the Methods section of a paper, with the parameters of the fits and their references.</summary>
internal static class MethodText
{
    /// <summary>Text above the paragraph.</summary>
    public const string Introduction = "For the Methods section of a paper; check that it describes your analysis.";

    /// <summary>Returns the paragraph and its references.</summary>
    public static IReadOnlyList<Html> Paragraph(Func<References, IEnumerable<string>> sentences)
    {
        var references = new References();
        var text = string.Join(' ', sentences(references));
        return
        [
            Html.Of($"<p>{Introduction}</p>"),
            Html.Of($"""<blockquote class="methods" data-copy>{text}</blockquote>"""),
            Html.Of($"""<ol class="references">{references.Cited.Select(text => Html.Of($"<li>{text}</li>"))}</ol>"""),
        ];
    }

    /// <summary>Returns the beginning of a sentence about the clustered voxels, such as: The 20 voxels positive in every image.</summary>
    public static string Voxels(VoxelMask mask, ImageFile? maskFile, MaskRule rule, int images)
    {
        var voxels = Plural.Of(mask.Count, "voxel");
        var place = maskFile is null ? Taken(rule, images) : $"inside the mask {maskFile.Name}";
        return $"The {voxels} {place} {(mask.Count == 1 ? "was" : "were")} clustered by intensity in";
    }

    /// <summary>Describes the voxels that a rule selects, such as: positive in every image.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="images">Number of images.</param>
    public static string Taken(MaskRule rule, int images) => rule == MaskRule.Positive
        ? $"positive in {(images == 1 ? "the image" : "every image")}"
        : $"nonzero in {(images == 1 ? "the image" : "every image")}";

    /// <summary>Describes the scaling of intensities, after a comma; empty without scaling.</summary>
    public static string Scaled(SegmentationRequest request) => (request.Scaling, request.Model) switch
    {
        (FeatureScaling.None, _) => "",
        (_, { Saved.PerSubject: false }) => ", scaled by the means and standard deviations of the model's own images",
        _ => ", scaled to zero mean and unit variance within the mask",
    };

    /// <summary>Describes the origin of the labels of one segmentation.</summary>
    public static IEnumerable<string> Labelling(SegmentationRequest request, References references) => request.Model switch
    {
        null => Fitting(request.Estimator, request.Order, "", references),
        { Fit: { } fit } applied => Fitting(
            fit.Estimator, fit.Order,
            $" The model was fitted once, to voxels drawn from {Plural.Of(fit.Sessions, "session")}, "
                + $"and labelled all sessions ({applied.FileName}).",
            references),
        var applied => [Applied(applied)],
    };

    /// <summary>Describes the fit of an estimator for the given numbers of clusters.</summary>
    public static string Estimator(
        IEstimator estimator, IReadOnlyList<int> clusters, IReadOnlyList<CovarianceType> covariances, References references) =>
        estimator switch
        {
            GaussianMixture mixture => Mixture(mixture, clusters, covariances, references),
            KMeans kmeans => KMeansSentence(kmeans, clusters, references),
            _ => throw new InvalidOperationException($"{estimator.GetType().Name} has no sentence for a Methods section."),
        };

    /// <summary>Describes the source of the defaults and the numbering of clusters.</summary>
    public static string Conventions(bool converge, string order, References references) =>
        $"Defaults{(converge ? "" : " and stopping rule")} followed scikit-learn 1.2 {references.Cite(References.ScikitLearn)}. "
        + $"Clusters were numbered {Order(order)}.";

    private static IEnumerable<string> Fitting(IEstimator estimator, LabelOrder order, string to, References references)
    {
        CovarianceType[] covariances = estimator is GaussianMixture mixture ? [mixture.CovarianceType] : [];
        yield return Estimator(estimator, [estimator.Clusters], covariances, references) + to;
        yield return Conventions(estimator.Converge, order.Rule, references);
    }

    private static string Applied(AppliedModel applied)
    {
        var model = applied.Saved.Model;
        var kind = model is GaussianMixtureModel mixture
            ? Mixture(mixture.Clusters, mixture.CovarianceType)
            : $"k-means model of {Plural.Of(model.Clusters, "cluster")}";
        var data = applied.Saved.PerSubject ? " to pooled voxels of many sessions, each scaled to zero mean and unit variance" : "";
        return $"Labels were assigned by a {kind}, fitted beforehand{data} ({applied.FileName}); labels keep the numbers of the model.";
    }

    private static string Mixture(
        GaussianMixture mixture, IReadOnlyList<int> clusters, IReadOnlyList<CovarianceType> covariances, References references)
    {
        var fitted = clusters.Count == 1
            ? $"A {Mixture(clusters[0], [.. covariances])} was"
            : $"Gaussian mixtures of {Numbers(clusters)} components with {Covariances(covariances, false)} were";
        var em = references.Cite(References.Em);
        var start = mixture.Start.IsComplete
            ? "from given parameters"
            : $"from {Starts(mixture.NInit, mixture.Seed)}, initialised by {MixtureStart(mixture.Init, references)}";
        var end = mixture.Converge
            ? $"accelerated by SQUAREM {references.Cite(References.Squarem)} "
                + "and run to convergence (change of the mean log-likelihood below 1e-8), with"
            : $"until the mean log-likelihood changed by less than {mixture.Tol}, or for";
        return $"{fitted} fitted by expectation-maximization {em} {start}, "
            + $"{end} at most {Plural.Of(mixture.MaxIter, "iteration")}; "
            + $"{TextFormat.Number(mixture.RegCovar)} was added to the variances.";
    }

    private static string Mixture(int components, params CovarianceType[] covariances) =>
        $"{(components == 1 ? "single Gaussian" : $"Gaussian mixture of {components} components")} "
        + $"with {Covariances(covariances, components == 1)}";

    private static string Covariances(IReadOnlyList<CovarianceType> covariances, bool one) =>
        string.Join(" or ", covariances.Select(covariance => one ? covariance.PhraseForOne : covariance.Phrase));

    private static string Numbers(IReadOnlyList<int> clusters) => TextFormat.List([.. clusters.Select(k => $"{k}")]);

    private static string MixtureStart(MixtureInit init, References references) => init switch
    {
        MixtureInit.KMeans =>
            $"k-means {references.Cite(References.Lloyd)} with k-means++ seeding {references.Cite(References.PlusPlus)}",
        MixtureInit.KMeansPlusPlus => $"k-means++ seeding {references.Cite(References.PlusPlus)}",
        MixtureInit.RandomFromData => "voxels drawn at random as means",
        MixtureInit.Sample =>
            $"the same fit, started by {MixtureStart(MixtureInit.KMeans, references)}, "
            + $"to a sample of at most {IEstimator.SampleVoxels:N0} voxels",
        _ => "random responsibilities",
    };

    private static string KMeansSentence(KMeans kmeans, IReadOnlyList<int> clusters, References references)
    {
        var lloyd = references.Cite(References.Lloyd);
        var start = kmeans.InitialCentres is not null
            ? "from given centres"
            : $"from {Starts(kmeans.NInit, kmeans.Seed)} with {KMeansStart(kmeans.Init, references)}";
        var end = kmeans.Converge
            ? "until no voxel changed its cluster"
            : $"until the squared shift of the centres was at most {kmeans.Tol} times the mean variance of the images";
        var found = clusters.Count == 1
            ? $"{Plural.Of(clusters[0], "cluster")} {(clusters[0] == 1 ? "was" : "were")}"
            : $"{Numbers(clusters)} clusters were";
        return $"{found} found by k-means with Lloyd's algorithm {lloyd} {start}, {end}, "
            + $"or for at most {Plural.Of(kmeans.MaxIter, "iteration")}.";
    }

    private static string KMeansStart(KMeansInit init, References references) => init switch
    {
        KMeansInit.KMeansPlusPlus => $"k-means++ seeding {references.Cite(References.PlusPlus)}",
        KMeansInit.Random => "voxels drawn at random as centres",
        _ => $"{KMeansStart(KMeansInit.KMeansPlusPlus, references)}, "
            + $"first fitted to a sample of at most {IEstimator.SampleVoxels:N0} voxels",
    };

    private static string Starts(int starts, int seed) =>
        starts == 1 ? $"one start (seed {seed})" : $"the best of {starts} starts (seed {seed})";

    private static string Order(string rule) => rule switch
    {
        "weight" => "by size, the largest first",
        "none" => "in the order of the fit",
        _ => $"by their mean in {rule["mean:".Length..]}, the darkest first",
    };
}
