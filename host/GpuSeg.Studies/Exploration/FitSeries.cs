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

    /// <summary>K and the first of the method's criteria, such as BIC or inertia, of every fit for which it means something.</summary>
    public IReadOnlyList<(int Clusters, double Score)> Scores => Points(Method.Criteria[0]);

    /// <summary>Number of clusters beyond which <see cref="Scores"/> gain little, see <see cref="Engine.Metrics.Knee"/>, or null.</summary>
    public int? Knee =>
        Engine.Metrics.Knee.Of([.. Scores.Select(point => point.Clusters)], [.. Scores.Select(point => point.Score)]);

    /// <summary>K of the fits whose criteria mean nothing, see <see cref="ExploredFit.HasOneLevel"/>.</summary>
    public IReadOnlyList<int> OnOneLevel => [.. Fits.Where(fit => fit.HasOneLevel).Select(fit => fit.Clusters)];

    /// <summary>Groups fits into series, in the order of their first members.</summary>
    public static IReadOnlyList<FitSeries> Of(IEnumerable<ExploredFit> fits) =>
        [
            .. fits.Where(fit => fit.Clustering is not null).GroupBy(fit => (fit.Images, fit.Method, fit.Variant, fit.Scale))
                .Select(group => new FitSeries([.. group])),
        ];

    /// <summary>Returns K and a measure of every fit that has it.</summary>
    public IReadOnlyList<(int Clusters, double Score)> Points(Measure measure) =>
        [.. Fits.Where(fit => fit.Value(measure) is not null).Select(fit => (fit.Clusters, fit.Value(measure)!.Value))];

    /// <summary>Finds the fit with <paramref name="clusters"/> clusters; null if the series does not have it.</summary>
    public ExploredFit? At(int clusters) => Fits.FirstOrDefault(fit => fit.Clusters == clusters);
}
