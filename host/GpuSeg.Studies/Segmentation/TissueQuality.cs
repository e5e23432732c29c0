using System.Text.Json;
using GpuSeg.Engine.Voxels;
using GpuSeg.Studies.Json;

namespace GpuSeg.Studies.Segmentation;

/// <summary>
/// Quality of the images, measured on the labels that are named CSF, GM and WM: the coefficient of joint variation, the contrast-to-noise
/// ratio and signal-to-noise ratios as MRIQC defines them (<see cref="Rule"/>). Labels of equal names count as one tissue.
/// </summary>
/// <remarks>
/// Sources: Esteban et al., PLoS ONE 12(9):e0184661, 2017, and mriqc/qc/anatomical.py (snr, cnr, cjv), with the arguments of
/// mriqc/interfaces/anatomical.py: medians, standard deviations, and for the CJV the median absolute deviation divided by 0.6745.
/// </remarks>
public sealed class TissueQuality
{
    private const string Key = "TissueQuality";

    // The MAD of normally distributed values is 0.6745 standard deviations.
    private const double NormalMad = 0.6744897501960817;

    private static readonly string[] s_tissues = ["CSF", "GM", "WM"];

    private readonly Dictionary<string, Dictionary<string, double>> _values;

    private TissueQuality(Dictionary<string, Dictionary<string, double>> values) => _values = values;

    /// <summary>A sentence if the tissues of a T1-weighted image are not in their order, so that the names may be mixed up.</summary>
    internal IReadOnlyList<string> Warnings { get; private init; } = [];

    /// <summary>The formulas, in sentences.</summary>
    public const string Rule =
        "By the labels named CSF, GM and WM, with the median m, the standard deviation s and the number n of a tissue's voxels: "
        + "CJV = (d_WM + d_GM) / |m_WM - m_GM|, where d is the median absolute deviation / 0.6745; "
        + "CNR = |m_WM - m_GM| / sqrt(s_WM^2 + s_GM^2); SNR = m / (s sqrt(n / (n - 1))), and its mean over the three tissues. "
        + "The definitions are MRIQC's, except that the CNR has no term for the noise in air, which skull-stripped images lack, and that "
        + "a voxel has one label instead of partial volumes.";

    /// <summary>The measures that every image may have.</summary>
    public static IReadOnlyList<QualityMeasure> Measures { get; } =
    [
        new("cjv", "CJV", "Coefficient of joint variation of grey and white matter; lower is better."),
        new("cnr", "CNR", "Contrast of grey and white matter to their spread, without the noise in air; higher is better."),
        .. s_tissues.Select(tissue => new QualityMeasure(
            SnrKey(tissue), $"SNR of {tissue}", $"Median of {tissue} to its standard deviation; higher is better.")),
        new("snr_total", "SNR", "Mean of the signal-to-noise ratios of CSF, GM and WM; higher is better."),
    ];

    /// <summary>Names of the images.</summary>
    public IEnumerable<string> Images => _values.Keys;

    /// <summary>Gets a measure of an image; null if its tissues are not named or it is not finite.</summary>
    /// <param name="image">Name of the image.</param>
    /// <param name="measure">Key of the measure.</param>
    public double? this[string image, string measure] =>
        _values.TryGetValue(image, out var values) && values.TryGetValue(measure, out var value) && double.IsFinite(value) ? value : null;

    /// <summary>Measures the images of a segmentation.</summary>
    /// <param name="features">The features, in the units of the fit; shape (N, D).</param>
    /// <param name="labels">Cluster of every voxel, 0..K-1; shape (N).</param>
    /// <param name="statistics">Counts and deviations of the clusters, in the images' own units.</param>
    /// <param name="scaler">The scaling that led to the units of the fit, or null.</param>
    /// <param name="names">Names of the labels 1..K, or null.</param>
    /// <returns>The measures; null if no label is named after a tissue.</returns>
    internal static TissueQuality? Of(
        FeatureMatrix features,
        ReadOnlyMemory<byte> labels,
        ClusterStatistics statistics,
        StandardScaler? scaler,
        IReadOnlyList<string>? names)
    {
        if (names is null)
        {
            return null;
        }

        var tissues = s_tissues
            .Select(tissue => (tissue, Clusters: Enumerable.Range(0, statistics.Clusters)
                .Where(k => StandardLabels.Find(names[k])?.Abbreviation == tissue).ToArray()))
            .Where(tissue => tissue.Clusters.Sum(k => statistics.Counts[k]) > 0)
            .ToDictionary(tissue => tissue.tissue, tissue => tissue.Clusters);
        if (tissues.Count == 0)
        {
            return null;
        }

        var median = new ClusterMedian();
        var measured = Enumerable.Range(0, features.Dimensions).ToDictionary(
            j => features.Names[j], j => tissues.ToDictionary(tissue => tissue.Key, tissue => Measured(j, tissue.Value)));
        return new(measured.ToDictionary(image => image.Key, image => OfImage(image.Value)))
        {
            Warnings = [.. measured.Select(image => Mixed(image.Key, image.Value)).OfType<string>()],
        };

        Tissue Measured(int j, int[] clusters)
        {
            var chosen = new bool[byte.MaxValue + 1];
            Array.ForEach(clusters, k => chosen[k] = true);
            var middle = median.Of(features.Column(j), labels.Span, chosen);
            var distance = median.Of(features.Column(j), labels.Span, chosen, middle);
            var value = features.Origins[j] + middle;
            return new(
                scaler is null ? value : scaler.Mean[j] + (value * scaler.Scale[j]),
                (scaler is null ? distance : distance * scaler.Scale[j]) / NormalMad,
                Deviation(statistics, clusters, j),
                clusters.Sum(k => (long)statistics.Counts[k]));
        }
    }

    /// <summary>Reads the measures from a sidecar; null if it has none.</summary>
    internal static TissueQuality? In(JsonElement sidecar) => sidecar.TryGetProperty(Key, out var quality)
        ? new(quality.EnumerateObject().ToDictionary(
            image => image.Name,
            image => image.Value.EnumerateObject()
                .Where(measure => measure.Value.ValueKind == JsonValueKind.Number)
                .ToDictionary(measure => measure.Name, measure => measure.Value.GetDouble())))
        : null;

    /// <summary>Writes the measures into a sidecar; null for a measure that is not finite.</summary>
    internal void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject(Key);
        foreach (var (image, values) in _values)
        {
            json.WriteStartObject(image);
            foreach (var (measure, value) in values)
            {
                json.Number(measure, value);
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static Dictionary<string, double> OfImage(Dictionary<string, Tissue> tissues)
    {
        var values = new Dictionary<string, double>();
        if (tissues.TryGetValue("GM", out var grey) && tissues.TryGetValue("WM", out var white))
        {
            var contrast = Math.Abs(white.Median - grey.Median);
            values["cjv"] = (white.Distance + grey.Distance) / contrast;
            values["cnr"] = contrast / Math.Sqrt((white.Deviation * white.Deviation) + (grey.Deviation * grey.Deviation));
        }

        foreach (var (name, tissue) in tissues)
        {
            values[SnrKey(name)] = tissue.Snr;
        }

        if (tissues.Count == s_tissues.Length)
        {
            values["snr_total"] = tissues.Values.Average(tissue => tissue.Snr);
        }

        return values;
    }

    // In T1-weighted images CSF is dark and white matter bright; in other contrasts the order is less certain.
    private static string? Mixed(string image, Dictionary<string, Tissue> tissues)
    {
        if (!image.EndsWith("t1w", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        string[] named = [.. s_tissues.Where(tissues.ContainsKey)];
        string[] found = [.. named.OrderBy(tissue => tissues[tissue].Median)];
        return found.SequenceEqual(named) ? null : $"From dark to bright in {image} the labels are {string.Join(", ", found)}, and tissues "
            + $"are {string.Join(", ", named)} in T1-weighted images: the names of the labels may be mixed up; check them.";
    }

    // Of several clusters by the law of total variance.
    private static double Deviation(ClusterStatistics statistics, int[] clusters, int j)
    {
        (double Count, double Mean, double Variance)[] parts =
        [
            .. clusters.Where(k => statistics.Counts[k] > 0).Select(k => (k * statistics.Dimensions) + j).Select(
                i => ((double)statistics.Counts[i / statistics.Dimensions], statistics.Means[i], Math.Pow(statistics.Deviations[i], 2))),
        ];
        var count = parts.Sum(part => part.Count);
        var mean = parts.Sum(part => part.Count * part.Mean) / count;
        return Math.Sqrt(parts.Sum(part => part.Count * (part.Variance + Math.Pow(part.Mean - mean, 2))) / count);
    }

    private static string SnrKey(string tissue) => $"snr_{tissue.ToLowerInvariant()}";

    // Median, normalised median absolute deviation, standard deviation and number of a tissue's voxels.
    private sealed record Tissue(double Median, double Distance, double Deviation, long Count)
    {
        public double Snr => Median / (Deviation * Math.Sqrt((double)Count / (Count - 1)));
    }
}

/// <summary>A measure of an image's quality.</summary>
/// <param name="Key">Name in sidecars and tables, as MRIQC has it.</param>
/// <param name="Title">Title for people.</param>
/// <param name="Description">Description in a sentence.</param>
public sealed record QualityMeasure(string Key, string Title, string Description);
