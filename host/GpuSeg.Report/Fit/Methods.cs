using GpuSeg.Engine.Clustering;
using GpuSeg.Engine.Mixtures;
using GpuSeg.Imaging;
using GpuSeg.Imaging.Segmentation;
using GpuSeg.Report.Page;

namespace GpuSeg.Report.Fit;

/// <summary>A paragraph for the Methods section of a paper, with the parameters of this run and the references it needs.</summary>
internal static class Methods
{
    public static IReadOnlyList<Html> Of(SegmentationResult result, string version)
    {
        var references = new References();
        var text = string.Join(' ', Sentences(result, version, references));
        return
        [
            Html.Of($"""<p>For the Methods section of a paper; check that it says what you did.</p>"""),
            Html.Of($"""<blockquote class="methods" data-copy>{text}</blockquote>"""),
            Html.Of($"""<ol class="references">{references.Cited.Select(text => Html.Of($"<li>{text}</li>"))}</ol>"""),
        ];
    }

    private static IEnumerable<string> Sentences(SegmentationResult result, string version, References references)
    {
        yield return Voxels(result, version);
        yield return result.Request.Estimator switch
        {
            GaussianMixture mixture => Mixture(mixture, references),
            KMeans kmeans => KMeansSentence(kmeans, references),
            _ => throw new InvalidOperationException($"There are no methods for {result.Request.Estimator.GetType().Name}."),
        };
        yield return $"Defaults{(result.Request.Estimator.Converge ? "" : " and stopping rule")} were those of scikit-learn 1.2 {references.Cite(References.ScikitLearn)}.";
        yield return $"Clusters were numbered {Order(result.Request.Order.Rule)}.";
    }

    private static string Voxels(SegmentationResult result, string version)
    {
        var images = Words.List([.. result.Images.Select(image => image.Name)]);
        var rule = (result.MaskFile, result.Request.MaskRule) switch
        {
            ({ } mask, _) => $"inside the mask {mask.Name}",
            (_, MaskRule.Positive) => $"positive in {(result.Images.Count == 1 ? "it" : "every image")}",
            _ => $"not zero in {(result.Images.Count == 1 ? "it" : "any image")}",
        };
        var scaled = result.Scaler is null ? "" : ", scaled to zero mean and unit variance within the mask";
        return $"The {Words.Count(result.Mask.Count, "voxel")} {rule} {(result.Mask.Count == 1 ? "was" : "were")} clustered by intensity in {images}{scaled}, with GpuSeg {version}.";
    }

    private static string Mixture(GaussianMixture mixture, References references)
    {
        var covariance = mixture.CovarianceType switch
        {
            CovarianceType.Full => "full covariance matrices",
            CovarianceType.Tied => "one full covariance matrix common to all",
            CovarianceType.Diag => "diagonal covariance matrices",
            _ => "spherical covariances",
        };
        var em = references.Cite(References.Em);
        var start = mixture.Start.IsComplete ? "from given parameters" : $"from {Starts(mixture.NInit, mixture.Seed)}, initialised by {MixtureStart(mixture.Init, references)}";
        var end = mixture.Converge
            ? $"accelerated by SQUAREM {references.Cite(References.Squarem)} and run to convergence (change of the mean log-likelihood below 1e-8), with"
            : $"until the mean log-likelihood changed by less than {mixture.Tol}, or for";
        return $"A Gaussian mixture of {Words.Count(mixture.NComponents, "component")} with {covariance} was fitted by expectation-maximization {em} {start}, "
            + $"{end} at most {Words.Count(mixture.MaxIter, "iteration")}; {Words.Number(mixture.RegCovar)} was added to the variances.";
    }

    private static string MixtureStart(MixtureInit init, References references) => init switch
    {
        MixtureInit.KMeans => $"k-means {references.Cite(References.Lloyd)} with k-means++ seeding {references.Cite(References.PlusPlus)}",
        MixtureInit.KMeansPlusPlus => $"k-means++ seeding {references.Cite(References.PlusPlus)}",
        MixtureInit.RandomFromData => "voxels drawn at random as means",
        _ => "random responsibilities",
    };

    private static string KMeansSentence(KMeans kmeans, References references)
    {
        var lloyd = references.Cite(References.Lloyd);
        var start = kmeans.InitialCentres is not null ? "from given centres"
            : $"from {Starts(kmeans.NInit, kmeans.Seed)} with {(kmeans.Init == KMeansInit.Random ? "voxels drawn at random as centres" : $"k-means++ seeding {references.Cite(References.PlusPlus)}")}";
        var end = kmeans.Converge ? "until no voxel changed its cluster" : $"until the squared shift of the centres was at most {kmeans.Tol} times the mean variance of the images";
        return $"{Words.Count(kmeans.NClusters, "cluster")} {(kmeans.NClusters == 1 ? "was" : "were")} found by k-means with Lloyd's algorithm {lloyd} {start}, {end}, or for at most {Words.Count(kmeans.MaxIter, "iteration")}.";
    }

    private static string Starts(int starts, int seed) => starts == 1 ? $"one start (seed {seed})" : $"the best of {starts} starts (seed {seed})";

    private static string Order(string rule) => rule switch
    {
        "weight" => "by size, the largest first",
        "none" => "as the fit left them",
        _ => $"by their mean in {rule["mean:".Length..]}, the darkest first",
    };

    // Numbers the references in the order in which they are cited.
    private sealed class References
    {
        public const string Em = "Dempster AP, Laird NM, Rubin DB. Maximum likelihood from incomplete data via the EM algorithm. Journal of the Royal Statistical Society: Series B 39(1):1-38, 1977.";
        public const string Lloyd = "Lloyd SP. Least squares quantization in PCM. IEEE Transactions on Information Theory 28(2):129-137, 1982.";
        public const string PlusPlus = "Arthur D, Vassilvitskii S. k-means++: the advantages of careful seeding. Proceedings of the 18th ACM-SIAM Symposium on Discrete Algorithms:1027-1035, 2007.";
        public const string Squarem = "Varadhan R, Roland C. Simple and globally convergent methods for accelerating the convergence of any EM algorithm. Scandinavian Journal of Statistics 35(2):335-353, 2008.";
        public const string ScikitLearn = "Pedregosa F, Varoquaux G, Gramfort A, et al. Scikit-learn: machine learning in Python. Journal of Machine Learning Research 12:2825-2830, 2011.";

        private readonly List<string> _cited = [];

        public IReadOnlyList<string> Cited => _cited;

        public string Cite(string reference)
        {
            if (!_cited.Contains(reference))
            {
                _cited.Add(reference);
            }

            return $"[{_cited.IndexOf(reference) + 1}]";
        }
    }
}
