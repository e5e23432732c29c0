using GpuSeg.Images.Files;
using GpuSeg.Threads;

namespace GpuSeg.Studies.Segmentation;

/// <summary>The files of one segmentation, all named by one prefix.</summary>
/// <param name="prefix">Folder and beginning of every name.</param>
/// <param name="optional">The optional files to write; null for none.</param>
public sealed class SegmentationOutputs(string prefix, OptionalFiles? optional = null)
{
    private readonly ResultFiles _files = new(
        file => $"{prefix}{(file.Label is { } label ? $"_label-{label}" : "")}_{file.Suffix}{file.Extension}",
        optional ?? OptionalFiles.None,
        inDataset: false);

    /// <summary>Paths of all files, in the order in which they are written.</summary>
    public IReadOnlyList<string> Paths => _files.Paths;

    /// <summary>A sentence for each file of an earlier run that lies beside the new map and does not belong to it.</summary>
    public IReadOnlyList<string> Leftovers =>
    [
        .. _files.Leftovers()
            .Select(path => $"{path} is of an earlier run and does not belong to this map; delete it or write it anew."),
    ];

    /// <summary>Throws the exception that <see cref="Write"/> would throw for the names alone, before any work is done.</summary>
    /// <exception cref="OutputException">A file exists and may not be overwritten, is an input, or cannot be created.</exception>
    public void Require(SegmentationRequest request, bool overwrite)
    {
        ArgumentNullException.ThrowIfNull(request);
        using var outputs = new OutputSet(overwrite, request.InputFiles);
        outputs.Require(Paths);
    }

    /// <summary>Writes all files, or no file.</summary>
    /// <param name="result">The segmentation.</param>
    /// <param name="overwrite">Whether existing files are replaced.</param>
    /// <param name="version">Version of this program.</param>
    /// <param name="report">Creates the text of the report; not called if no report is written.</param>
    /// <param name="cancellation">Stops before the files get their names.</param>
    /// <exception cref="OperationCanceledException">
    /// <paramref name="cancellation"/> was requested before the files got their names.
    /// </exception>
    /// <exception cref="OutputException">A file exists and may not be overwritten, or the disk is full or not writable.</exception>
    public void Write(
        SegmentationResult result, bool overwrite, string version, Func<string>? report = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(result);
        using var outputs = new OutputSet(overwrite, result.Request.InputFiles);
        var content = new ResultContent(result, new(), version, report: report);
        // Hashing the inputs takes as long as packing the map: both run at once.
        ThreadBudget.Run(() => content.Sidecar);
        _files.Write(outputs, content);
        cancellation.ThrowIfCancellationRequested();
        outputs.Commit();
    }
}
