using GpuSeg.Images.Files;
using GpuSeg.Images.Nifti;
using GpuSeg.Studies.Models;

namespace GpuSeg.Studies.Segmentation;

/// <summary>The files of one segmentation, all named by one prefix.</summary>
/// <param name="prefix">Folder and beginning of every name.</param>
/// <param name="probseg">Whether posteriors are written.</param>
/// <param name="report">Whether a report is written with the results.</param>
public sealed class SegmentationOutputs(string prefix, bool probseg, bool report = false)
{
    /// <summary>The label map: uint8, background 0, labels 1..K.</summary>
    public string LabelMap { get; } = $"{prefix}_dseg.nii.gz";

    /// <summary>The table of labels: sizes, means, colours.</summary>
    public string Table { get; } = $"{prefix}_dseg.tsv";

    /// <summary>Parameters and inputs.</summary>
    public string Sidecar { get; } = $"{prefix}_dseg.json";

    /// <summary>The fitted model.</summary>
    public string Model { get; } = $"{prefix}_model.json";

    /// <summary>Posteriors, one volume per label, or null.</summary>
    public string? Posteriors { get; } = probseg ? $"{prefix}_probseg.nii.gz" : null;

    /// <summary>The report, a page of its own, or null.</summary>
    public string? Report { get; } = report ? $"{prefix}_report.html" : null;

    /// <summary>A sentence if posteriors of an earlier run stand beside a map that they do not belong to.</summary>
    public IReadOnlyList<string> Leftovers => Posteriors is null && File.Exists($"{prefix}_probseg.nii.gz")
        ? [$"{prefix}_probseg.nii.gz is of an earlier run and does not belong to this map; delete it or give `--probseg`."]
        : [];

    /// <summary>All files, in the order in which they are written.</summary>
    public IReadOnlyList<string> Paths => [LabelMap, Table, Model, .. new[] { Posteriors, Report }.OfType<string>(), Sidecar];

    /// <summary>Throws what <see cref="Write"/> would throw for the names alone, before any work is done.</summary>
    /// <exception cref="OutputException">A file exists and may not be overwritten, is an input, or cannot be created.</exception>
    public void Require(SegmentationRequest request, bool overwrite)
    {
        ArgumentNullException.ThrowIfNull(request);
        using var outputs = new OutputSet(overwrite, request.InputFiles);
        outputs.Require(Paths);
    }

    /// <summary>Writes all files, or none.</summary>
    /// <param name="result">The segmentation.</param>
    /// <param name="overwrite">Whether existing files are replaced.</param>
    /// <param name="version">Version of the program.</param>
    /// <param name="report">Makes the text of the report; not called if no report is written.</param>
    /// <param name="cancellation">Stops before the files get their names.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was requested before the files got their names.</exception>
    /// <exception cref="OutputException">A file exists and may not be overwritten, or the disk is full or not writable.</exception>
    public void Write(SegmentationResult result, bool overwrite, string version, Func<string>? report = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(result);
        using var outputs = new OutputSet(overwrite, result.Request.InputFiles);
        var header = result.Images[0].Header;
        outputs.AddImage(LabelMap, OutputImage.Labels(header, result.Mask.ScatterLabels(result.Labels.Span), result.Model.Clusters));
        outputs.Add(Table, stream => LabelTable.Write(stream, result));
        outputs.AddText(Model, ModelJson.Of(result.ToSavedModel()));
        if (Posteriors is not null)
        {
            outputs.AddImage(Posteriors, PosteriorMaps(result, new float[result.Mask.VoxelCount]));
        }

        if (Report is not null)
        {
            ArgumentNullException.ThrowIfNull(report);
            outputs.AddText(Report, report());
        }

        outputs.AddText(Sidecar, SidecarJson.Of(result, version));
        cancellation.ThrowIfCancellationRequested();
        outputs.Commit();
    }

    /// <summary>The posteriors as an image of a volume per label.</summary>
    /// <param name="result">With posteriors.</param>
    /// <param name="map">Memory for one volume; length of the grid.</param>
    internal static OutputImage PosteriorMaps(SegmentationResult result, Memory<float> map) => OutputImage.Values(result.Images[0].Header, result.Model.Clusters, k =>
    {
        result.Mask.Scatter(result.Posteriors!.Value.Span.Slice(k * result.Mask.Count, result.Mask.Count), map.Span);
        return map;
    });
}
