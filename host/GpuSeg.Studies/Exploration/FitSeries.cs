using GpuSeg.Studies.Methods;
using GpuSeg.Studies.Segmentation;

namespace GpuSeg.Studies.Exploration;

/// <summary>Fits that differ in their number of clusters alone; those that failed are left out.</summary>
public sealed class FitSeries
{
    private FitSeries(IReadOnlyList<ExploredFit> fits) => Fits = fits;

    /// <summary>The fits, by ascending number of clusters; at least one.</summary>
    public IReadOnlyList<ExploredFit> Fits { get; }

    /// <summary>The images that all fits cluster.</summary>
    public string Images => Fits[0].Images;

    /// <summary>Whether these are all images of the exploration.</summary>
    public bool UsesAll => Fits[0].UsesAll;

    /// <summary>The method of all fits.</summary>
    public Method Method => Fits[0].Method;

    /// <summary>The variant of all fits; null if the method has no variants.</summary>
    public string? Variant => Fits[0].Variant;

    /// <summary>The scaling of the intensities before they are clustered.</summary>
    public FeatureScaling Scaling => Fits[0].Scaling;

    /// <summary>K of every fit.</summary>
    public IReadOnlyList<int> Clusters => [.. Fits.Select(fit => fit.Clusters)];

    /// <summary>The first of the method's criteria of every fit, such as BIC or inertia.</summary>
    public IReadOnlyList<double> Scores => Values(Method.Criteria[0]);

    /// <summary>Number of clusters beyond which <see cref="Scores"/> gain little, see <see cref="Engine.Metrics.Knee"/>, or null.</summary>
    public int? Knee => Engine.Metrics.Knee.Of(Clusters, Scores);

    /// <summary>Groups fits into series, in the order of their first members.</summary>
    public static IReadOnlyList<FitSeries> Of(IEnumerable<ExploredFit> fits) =>
        [
            .. fits.Where(fit => fit.Clustering is not null).GroupBy(fit => (fit.Images, fit.Method, fit.Variant, fit.Scale))
                .Select(group => new FitSeries([.. group])),
        ];

    /// <summary>Returns a measure of every fit.</summary>
    public IReadOnlyList<double> Values(Measure measure) => [.. Fits.Select(fit => fit.Value(measure)!.Value)];

    /// <summary>Finds the fit with <paramref name="clusters"/> clusters; null if the series does not have it.</summary>
    public ExploredFit? At(int clusters) => Fits.FirstOrDefault(fit => fit.Clusters == clusters);
}
