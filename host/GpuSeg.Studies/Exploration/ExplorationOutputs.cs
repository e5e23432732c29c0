using System.Text;
using GpuSeg.Images.Files;
using GpuSeg.Images.Nifti;
using GpuSeg.Studies.Text;

namespace GpuSeg.Studies.Exploration;

/// <summary>The files of one exploration, in a folder of their own. Folders that stay empty are removed again.</summary>
/// <param name="folder">The folder, created if it does not exist.</param>
public sealed class ExplorationOutputs(string folder) : IDisposable
{
    private readonly List<string> _made = [];

    /// <summary>The table of all fits.</summary>
    public string Table { get; } = Path.Combine(folder, "explore.tsv");

    /// <summary>Settings and inputs.</summary>
    public string Sidecar { get; } = Path.Combine(folder, "explore.json");

    /// <summary>The page.</summary>
    public string Report { get; } = Path.Combine(folder, "report.html");

    /// <summary>The folder of label maps and of maps of their stability.</summary>
    public string MapFolder { get; } = Path.Combine(folder, "maps");

    /// <summary>The folder of figures.</summary>
    public string FigureFolder { get; } = Path.Combine(folder, "figures");

    /// <summary>Names the label map of a fit: uint8, background 0, labels 1..K.</summary>
    public string LabelMap(ExploredFit fit) => Map(fit, "dseg");

    /// <summary>Names the map of the share of a fit's starts that agree about every voxel: float32, 0 outside the mask.</summary>
    public string StabilityMap(ExploredFit fit) => Map(fit, "stability");

    /// <summary>Throws the exception that <see cref="Write"/> would throw for the names known before the images are read.</summary>
    /// <exception cref="OutputException">A file exists and may not be overwritten, is an input, or cannot be created.</exception>
    public void Require(ExplorationRequest request, bool overwrite)
    {
        ArgumentNullException.ThrowIfNull(request);
        CreateFolders();
        using var outputs = new OutputSet(overwrite, request.InputFiles);
        outputs.Require(Table, Sidecar, Report);
    }

    /// <summary>Writes all files, or no file.</summary>
    /// <param name="result">The exploration.</param>
    /// <param name="more">Figures and the page, by path.</param>
    /// <param name="overwrite">Whether existing files are replaced.</param>
    /// <param name="version">Version of the program.</param>
    /// <param name="cancellation">Stops before the files get their names.</param>
    /// <returns>A sentence if files of an earlier exploration are left beside the new ones.</returns>
    /// <exception cref="OperationCanceledException">
    /// <paramref name="cancellation"/> was requested before the files got their names.
    /// </exception>
    /// <exception cref="OutputException">A file exists and may not be overwritten, or the disk is full or not writable.</exception>
    public IReadOnlyList<string> Write(
        ExplorationResult result, IReadOnlyList<(string Path, Func<byte[]> Content)> more, bool overwrite, string version,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(more);
        CreateFolders();
        using var outputs = new OutputSet(overwrite, result.Request.InputFiles);
        outputs.AddAll(
            [
                (Table, stream => ExplorationTable.Write(stream, result)),
                .. more.Select(file => (file.Path, (Action<Stream>)(stream => stream.Write(file.Content())))),
                .. result.Fits.SelectMany(fit => MapsOf(fit, result)),
                (Sidecar, stream => stream.Write(Encoding.UTF8.GetBytes(ExplorationJson.Of(result, version)))),
            ],
            cancellation);
        cancellation.ThrowIfCancellationRequested();
        outputs.Commit();
        return Leftovers(outputs.Paths);
    }

    /// <summary>Removes the folders that were created and stayed empty.</summary>
    public void Dispose()
    {
        foreach (var path in _made.OrderByDescending(path => path.Length).Where(IsEmpty))
        {
            try
            {
                Directory.Delete(path);
            }
            catch (IOException)
            {
                // Another run has started to write there meanwhile.
            }
        }
    }

    private IEnumerable<(string Path, Action<Stream> Writer)> MapsOf(ExploredFit fit, ExplorationResult result)
    {
        if (fit.Clustering is not { } clustering)
        {
            yield break;
        }

        var (mask, header) = (result.Input.Mask, result.Input.Images[0].Header);
        var labels = OutputImage.Labels(header, mask.ScatterLabels(clustering.Labels.Span), fit.Clusters);
        yield return (LabelMap(fit), stream => NiftiWriter.Write(labels, stream, compress: true));
        if (clustering.Stability.Starts > 1)
        {
            yield return (StabilityMap(fit), stream =>
                NiftiWriter.Write(OutputImage.Values(header, mask.Scatter(clustering.Stability.Agreement.Span)), stream, compress: true));
        }
    }

    private static bool IsEmpty(string path) => Directory.Exists(path) && !Directory.EnumerateFileSystemEntries(path).Any();

    private List<string> Leftovers(IReadOnlyList<string> written)
    {
        var names = written.Select(Path.GetFullPath).ToHashSet();
        var left = ((string[])[MapFolder, FigureFolder]).SelectMany(Directory.GetFiles)
            .Where(file => !names.Contains(Path.GetFullPath(file))).Order(StringComparer.Ordinal).ToList();
        if (left.Count == 0)
        {
            return [];
        }

        var files = Plural.Of(left.Count, "file");
        return [$"{folder} holds {files} of an earlier run, such as {left[0]}, that do not belong to this run; delete unneeded files."];
    }

    private void CreateFolders()
    {
        foreach (var path in (string[])[MapFolder, FigureFolder])
        {
            _made.AddRange(Missing(path));
            OutputFolder.Create(path);
        }
    }

    // The folder and its parents, up to the first that exists.
    private static IEnumerable<string> Missing(string path)
    {
        for (var missing = Path.GetFullPath(path);
            missing is not null && !Directory.Exists(missing);
            missing = Path.GetDirectoryName(missing))
        {
            yield return missing;
        }
    }

    private string Map(ExploredFit fit, string suffix)
    {
        ArgumentNullException.ThrowIfNull(fit);
        return Path.Combine(MapFolder, $"{fit.Name}_{suffix}.nii.gz");
    }
}
