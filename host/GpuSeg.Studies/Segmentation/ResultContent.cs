using System.Text.Json;
using GpuSeg.Images.Nifti;
using GpuSeg.Studies.Json;
using GpuSeg.Studies.Lesions;
using GpuSeg.Studies.Text;

namespace GpuSeg.Studies.Segmentation;

/// <summary>The content of a segmentation's files. Images share memory: each must be written before the next one is asked for.</summary>
internal sealed class ResultContent
{
    private readonly SegmentationMemory _memory;
    private readonly ResultOrigin? _origin;
    private readonly Func<string>? _report;
    private readonly Lazy<string> _maskHash, _lesionHash, _sidecar;

    /// <summary>Prepares the content; nothing is computed yet.</summary>
    /// <param name="result">The segmentation.</param>
    /// <param name="memory">Memory for one map.</param>
    /// <param name="version">Version of this program.</param>
    /// <param name="origin">Place of the inputs in their data set, or null.</param>
    /// <param name="report">Creates the text of the report, or null.</param>
    public ResultContent(
        SegmentationResult result, SegmentationMemory memory, string version, ResultOrigin? origin = null, Func<string>? report = null)
    {
        (Result, _memory, _origin, _report) = (result, memory, origin, report);
        _maskHash = new(() => result.Request.Hash.Compute(Ones().Span));
        // The sidecar is written beside the label map, whose memory it must not share.
        _lesionHash = new(() => result.Request.Hash.Compute(Found.ToMap()));
        _sidecar = new(() => JsonText.Document(json =>
        {
            SidecarJson.Write(json, result, version, origin is null ? null : MaskHash, LesionHash);
            origin?.Write(json);
        }));
    }

    /// <summary>The segmentation.</summary>
    public SegmentationResult Result { get; }

    /// <summary>Hash of the mask's voxels, 1 in the mask and 0 outside.</summary>
    public string MaskHash => _maskHash.Value;

    /// <summary>Hash of the voxels of the lesion's map; null if no lesion was searched.</summary>
    public string? LesionHash => Result.Lesion?.Lesion is null ? null : _lesionHash.Value;

    /// <summary>Text of the label map's sidecar.</summary>
    public string Sidecar => _sidecar.Value;

    private NiftiHeader Header => Result.Images[0].Header;

    /// <summary>Creates the label map.</summary>
    public OutputImage LabelMap()
    {
        var map = _memory.LabelMap(Result.Mask.VoxelCount);
        Result.Mask.ScatterLabels(Result.Labels.Span, map.Span);
        return OutputImage.Labels(Header, map, Result.Model.Clusters);
    }

    /// <summary>Creates the image of the mask.</summary>
    public OutputImage Mask() => OutputImage.Labels(Header, Ones(), 1);

    /// <summary>Creates the image of the posteriors, a volume per label.</summary>
    public OutputImage Posteriors() => OutputImage.Values(Header, Result.Model.Clusters, PosteriorMap);

    /// <summary>Creates the image of the images divided by their fields, a volume per image; 0 outside the mask.</summary>
    public OutputImage BiasCorrected() =>
        OutputImage.Values(Header, Result.Images.Count, image => ValueMap(values => Result.Bias!.Restore(image, values)));

    /// <summary>Creates the image of the fields, a volume per image; 0 outside the mask.</summary>
    public OutputImage BiasField() =>
        OutputImage.Values(Header, Result.Images.Count, image => ValueMap(values => Result.Bias!.Multipliers(image, values)));

    /// <summary>Creates the image of one label's posterior.</summary>
    /// <param name="k">The cluster, 0..K-1.</param>
    public OutputImage LabelPosterior(int k) => OutputImage.Values(Header, 1, _ => PosteriorMap(k));

    /// <summary>Writes the text of the posteriors' sidecar.</summary>
    public string PosteriorSidecar() => JsonText.Document(json =>
    {
        json.WriteString("Description", "Posterior of every label under the fitted mixture, one volume each; 0 outside the mask");
        json.Texts("LabelMap", Enumerable.Range(1, Result.Request.Estimator.Clusters).Select(Result.Request.LabelName));
        _origin?.Write(json);
    });

    /// <summary>Writes the text of the sidecar of one label's posterior.</summary>
    /// <param name="k">The cluster, 0..K-1.</param>
    public string LabelPosteriorSidecar(int k) => JsonText.Document(json =>
    {
        json.WriteString(
            "Description", $"Posterior of label {k + 1}, {Result.Request.LabelName(k + 1)}, under the fitted mixture; 0 outside the mask");
        _origin?.Write(json);
    });

    /// <summary>Writes the text of the mask's sidecar.</summary>
    public string MaskSidecar() => JsonText.Document(json =>
    {
        json.WriteString("Description", "Voxels that were clustered");
        json.WriteString("Type", "ROI");
        SidecarJson.Rule(json, Result.Request.MaskRule, Result.Request.FillHoles, Result.MaskFile is not null);
        json.WriteString(Result.Request.Hash.Key, MaskHash);
        _origin?.Write(json);
    });

    /// <summary>Creates the map of the lesion.</summary>
    public OutputImage Lesion() => OutputImage.Labels(Header, LesionMap(), 1);

    /// <summary>Creates the map of the lesion's score.</summary>
    public OutputImage LesionScore() => OutputImage.Values(Header, 1, _ =>
    {
        var map = _memory.ValueMap(Result.Mask.VoxelCount);
        Found.WriteScore(map.Span);
        return map;
    });

    /// <summary>Creates the map of the lesion's parts.</summary>
    public OutputImage LesionParts()
    {
        var map = _memory.LabelMap(Result.Mask.VoxelCount);
        Found.WriteParts(map.Span);
        return OutputImage.Labels(Header, map, Parts.Count);
    }

    /// <summary>Writes the text of the table of the lesion's parts.</summary>
    public static string LesionPartTable() => Tsv.Text(["index", "name"], Parts.Select((name, i) => (object?[])[i + 1, name]));

    /// <summary>Writes the text of the sidecar of the map of the lesion's parts.</summary>
    public string LesionPartSidecar() => JsonText.Document(json =>
    {
        json.WriteString("Description", "Parts of the lesion, found without training; 0 is outside. Not a diagnosis");
        LesionNumbers.WriteParts(json, Found);
        _origin?.Write(json);
    });

    /// <summary>Writes the text of the sidecar of the lesion's map.</summary>
    public string LesionSidecar() => JsonText.Document(json =>
    {
        json.WriteString("Description", LesionText.OfMap);
        json.WriteString("Type", "Lesion");
        LesionNumbers.WriteContrasts(json, Result.Lesion!.Contrasts);
        LesionNumbers.Write(json, Found);
        json.WriteString(Result.Request.Hash.Key, LesionHash);
        if (Result.Lesion.Reason is { } reason)
        {
            json.WriteString("Reason", reason);
        }

        json.Texts("Warnings", Result.Lesion.Warnings);
        _origin?.Write(json);
    });

    /// <summary>Writes the text of the sidecar of the lesion's score.</summary>
    public string LesionScoreSidecar() => JsonText.Document(json =>
    {
        json.WriteString(
            "Description", "Score of the search for a lesion, in robust standard deviations of the brain: brightness in FLAIR and T2 "
            + "and difference from the other side; 0 outside the mask");
        json.WriteBoolean("SkullStripped", true);
        json.WriteString("Units", "arbitrary");
        _origin?.Write(json);
    });

    /// <summary>Creates the text of the report.</summary>
    public string Report() => _report is null ? throw new InvalidOperationException("The segmentation came without a report.") : _report();

    private ReadOnlyMemory<float> ValueMap(Action<float[]> compute)
    {
        var values = new float[Result.Mask.Count];
        compute(values);
        var map = _memory.ValueMap(Result.Mask.VoxelCount);
        Result.Mask.Scatter(values, map.Span);
        return map;
    }

    private ReadOnlyMemory<float> PosteriorMap(int k)
    {
        var map = _memory.ValueMap(Result.Mask.VoxelCount);
        Result.Mask.Scatter(Result.Posteriors!.Value.Span.Slice(k * Result.Mask.Count, Result.Mask.Count), map.Span);
        return map;
    }

    private static IReadOnlyList<string> Parts => Lesions.LesionParts.Names;

    private Lesion Found => Result.Lesion?.Lesion ?? throw new InvalidOperationException("No lesion was searched.");

    private Memory<byte> LesionMap()
    {
        var map = _memory.LabelMap(Result.Mask.VoxelCount);
        Found.WriteMap(map.Span);
        return map;
    }

    private Memory<byte> Ones()
    {
        var map = _memory.LabelMap(Result.Mask.VoxelCount);
        Result.Mask.ScatterOnes(map.Span);
        return map;
    }
}

/// <summary>The place of a segmentation's inputs in their data set.</summary>
/// <param name="Sources">URIs of the images, then of the mask.</param>
/// <param name="SpatialReference">URI of the image whose grid the results have.</param>
internal sealed record ResultOrigin(IReadOnlyList<string> Sources, string SpatialReference)
{
    /// <summary>Names of channels that most sessions have and this one lacks.</summary>
    public IReadOnlyList<string> MissingChannels { get; init; } = [];

    /// <summary>Writes the properties that sidecars of a data set end with.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.Texts("Sources", Sources);
        json.WriteString("SpatialReference"u8, SpatialReference);
        json.WriteBoolean("Manual", false);
        if (MissingChannels.Count > 0)
        {
            json.Texts(nameof(MissingChannels), MissingChannels);
        }
    }
}
