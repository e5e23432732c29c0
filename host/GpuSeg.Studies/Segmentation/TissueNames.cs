using GpuSeg.Engine.Voxels;
using GpuSeg.Studies.Lesions;
using GpuSeg.Studies.Text;

namespace GpuSeg.Studies.Segmentation;

/// <summary>
/// Names clusters CSF, GM and WM by their means and volumes; a wrong name is worse than none, so a name needs every rule that applies.
/// </summary>
/// <remarks>
/// The darkest cluster of T1 (the brightest of T2 without T1) is CSF if it is darker in FLAIR, and brighter in T2 and ADC, than all
/// larger clusters. Of the other clusters, each at least 15 % of the voxels and not bright in FLAIR, exactly two must be left: the darker
/// one is GM, the brighter one WM. Neighbours in this order must lie a mean standard deviation apart, GM must be brighter than WM in T2,
/// GM must have at least 60 % of the volume of WM, and WM at least 40 % of that of GM.
/// </remarks>
internal sealed class TissueNames
{
    private const double LeastCsf = 0.02, LeastTissue = 0.15;

    // Standard deviations of all voxels above their mean, where lesions begin in FLAIR.
    private const double BrightInFlair = 1.5;

    // Mean standard deviations between two tissues.
    private const double LeastDistance = 1;

    private const double LeastGm = 0.6, LeastWm = 0.4;

    private readonly ClusterStatistics _statistics;
    private readonly IReadOnlyDictionary<LesionContrast, int> _images;
    private readonly double[] _shares;
    private readonly int _order;
    private readonly int _sign;

    private TissueNames(ClusterStatistics statistics, IReadOnlyDictionary<LesionContrast, int> images, LesionContrast order)
    {
        (_statistics, _images) = (statistics, images);
        (_order, _sign) = (images[order], order == LesionContrast.T2 ? -1 : 1);
        var total = statistics.Counts.Sum(count => (double)count);
        _shares = Array.ConvertAll(statistics.Counts, count => count / total);
    }

    /// <summary>Names the clusters.</summary>
    /// <param name="statistics">Sizes, means and deviations of the clusters.</param>
    /// <param name="images">Index of the image of each contrast.</param>
    /// <returns>Name of every cluster, null for none; and the reason, in a sentence, if a tissue has no name.</returns>
    public static (string?[] Names, string? Reason) Of(ClusterStatistics statistics, IReadOnlyDictionary<LesionContrast, int> images)
    {
        var names = new string?[statistics.Clusters];
        LesionContrast[] orders = [LesionContrast.T1, LesionContrast.T1Contrast, LesionContrast.T2];
        var order = Array.FindIndex(orders, images.ContainsKey);
        return order < 0
            ? (names, "No image is T1-weighted or T2-weighted, so no tissue is named.")
            : (names, new TissueNames(statistics, images, orders[order]).Name(names) is { } reason ? $"{reason}." : null);
    }

    private string? Name(string?[] names)
    {
        var clusters = Enumerable.Range(0, names.Length).Where(k => _shares[k] >= LeastCsf).OrderBy(Brightness).ToArray();
        if (clusters.Length == 0)
        {
            return "No tissue is named, because all clusters are small";
        }

        var csf = clusters[0];
        int[] tissue = [.. clusters[1..].Where(k => _shares[k] >= LeastTissue && !IsBrightInFlair(k))];
        if (IsBrightInFlair(csf) || Contradiction(csf, clusters[1..]) is not null || tissue.Length == 0 || !IsApart(csf, tissue[0]))
        {
            var reason = Contradiction(csf, clusters[1..]) ?? "the darkest cluster is not separate from the others";
            return $"No tissue is named, because {reason}";
        }

        names[csf] = "CSF";
        if (tissue is not [var gm, var wm])
        {
            return $"GM and WM are not named, because {Plural.Of(tissue.Length, "cluster")} instead of 2 may be these";
        }

        if (!IsApart(gm, wm) || !IsBrighter(LesionContrast.T2, gm, wm)
            || _shares[gm] < LeastGm * _shares[wm] || _shares[wm] < LeastWm * _shares[gm])
        {
            return "GM and WM are not named, because their means or volumes are not those of grey and white matter";
        }

        (names[gm], names[wm]) = ("GM", "WM");
        return null;
    }

    private string? Contradiction(int csf, int[] others)
    {
        var large = others.Where(k => _shares[k] >= LeastTissue).ToArray();
        return large.Any(k => !IsBrighter(LesionContrast.Flair, k, csf)) ? "the cluster of fluid is not dark in FLAIR"
            : large.Any(k => !IsBrighter(LesionContrast.T2, csf, k)) ? "the cluster of fluid is not bright in T2"
            : large.Any(k => !IsBrighter(LesionContrast.Adc, csf, k)) ? "the cluster of fluid is not bright in ADC"
            : null;
    }

    private double Brightness(int k) => _sign * Mean(_order, k);

    private bool IsApart(int dark, int bright) =>
        Brightness(bright) - Brightness(dark) >= LeastDistance * (Deviation(_order, dark) + Deviation(_order, bright)) / 2;

    // True without an image of the contrast.
    private bool IsBrighter(LesionContrast contrast, int a, int b) =>
        !_images.TryGetValue(contrast, out var image) || Mean(image, a) > Mean(image, b);

    private bool IsBrightInFlair(int k)
    {
        if (!_images.TryGetValue(LesionContrast.Flair, out var image))
        {
            return false;
        }

        var clusters = Enumerable.Range(0, _shares.Length).Where(cluster => _statistics.Counts[cluster] > 0).ToArray();
        var mean = clusters.Sum(cluster => _shares[cluster] * Mean(image, cluster));
        var variance = clusters.Sum(cluster =>
            _shares[cluster] * (Math.Pow(Deviation(image, cluster), 2) + Math.Pow(Mean(image, cluster) - mean, 2)));
        return Mean(image, k) - mean > BrightInFlair * Math.Sqrt(variance);
    }

    private double Mean(int image, int k) => _statistics.Means[(k * Dimensions) + image];

    private double Deviation(int image, int k) => _statistics.Deviations[(k * Dimensions) + image];

    private int Dimensions => _statistics.Means.Length / _shares.Length;
}
