using GpuSeg.Images.Files;
using GpuSeg.Images.Nifti;
using GpuSeg.Studies.Json;
using GpuSeg.Studies.Lesions;
using GpuSeg.Studies.Text;

namespace GpuSeg.Studies.LesionSearch;

/// <summary>The files of one search for a lesion, all named by one prefix.</summary>
/// <param name="prefix">Folder and beginning of every name.</param>
/// <param name="inputs">The images and the mask, which are never overwritten.</param>
/// <param name="overwrite">Whether existing files are replaced.</param>
/// <param name="report">Whether a page is written.</param>
public sealed class LesionOutputs(string prefix, IReadOnlyList<string> inputs, bool overwrite, bool report = false)
{
    private readonly string _map = $"{prefix}_lesion.nii.gz";
    private readonly string _score = $"{prefix}_lesionscore.nii.gz";
    private readonly string _parts = $"{prefix}_lesionparts.nii.gz";
    private readonly string _table = $"{prefix}_lesion.tsv";
    private readonly string _page = $"{prefix}_lesion.html";
    private readonly string _sidecar = $"{prefix}_lesion.json";

    /// <summary>All files, in the order in which they are written.</summary>
    public IReadOnlyList<string> Paths => [_map, _score, _parts, _table, .. report ? [_page] : Array.Empty<string>(), _sidecar];

    /// <summary>Throws the exception that <see cref="Write"/> would throw for the names alone, before any work is done.</summary>
    /// <exception cref="OutputException">A file exists and may not be overwritten, is an input, or cannot be created.</exception>
    public void Require()
    {
        using var outputs = new OutputSet(overwrite, inputs);
        outputs.Require(Paths);
    }

    /// <summary>Writes all files, or no file.</summary>
    /// <param name="result">The search.</param>
    /// <param name="version">Version of this program.</param>
    /// <param name="page">Creates the text of the page; not called if no page is written.</param>
    /// <param name="cancellation">Stops before the files get their names.</param>
    /// <exception cref="OperationCanceledException">
    /// <paramref name="cancellation"/> was requested before the files got their names.
    /// </exception>
    /// <exception cref="OutputException">A file exists and may not be overwritten, or the disk is full or not writable.</exception>
    public void Write(LesionResult result, string version, Func<string> page, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(page);
        var (lesion, header) = (result.Lesion, result.Images[0].Header);
        using var outputs = new OutputSet(overwrite, inputs);
        outputs.AddImage(_map, OutputImage.Labels(header, lesion.ToMap(), 1));
        outputs.AddImage(_score, OutputImage.Values(header, lesion.ToScoreMap()));
        outputs.AddImage(_parts, OutputImage.Labels(header, lesion.ToPartMap(), LesionParts.Names.Count));
        outputs.Add(_table, stream => WriteTable(stream, lesion));
        if (report)
        {
            outputs.AddText(_page, page());
        }

        outputs.AddText(_sidecar, JsonText.Document(json => LesionJson.Write(json, result, version)));
        cancellation.ThrowIfCancellationRequested();
        outputs.Commit();
    }

    private static void WriteTable(Stream stream, Lesion lesion) => Tsv.Write(
        stream,
        ["slice", "voxels", "volume_ml", "mean_score", "largest_score"],
        lesion.Slices().Select(slice => (object?[])
        [
            slice.Index, slice.Voxels, slice.Voxels * lesion.Grid.VoxelVolume / 1000, slice.MeanScore, slice.LargestScore,
        ]));
}
