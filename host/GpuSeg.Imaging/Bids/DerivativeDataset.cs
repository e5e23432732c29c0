using System.Text;
using GpuSeg.Imaging.Segmentation;

namespace GpuSeg.Imaging.Bids;

/// <summary>The output folder: a derivative data set. What is in its root does not depend on subjects, so that runs of many may share it.</summary>
internal static class DerivativeDataset
{
    // Names that the specification does not know.
    private static readonly string[] s_ignored = ["*_model.json"];

    /// <summary>Makes the folder and writes what its root lacks; what is there already stays.</summary>
    /// <exception cref="OutputException">It holds another data set, or cannot be written.</exception>
    public static void Prepare(string folder, BidsDataset raw, string version)
    {
        OutputFolder.Make(folder);
        var description = Path.Combine(folder, DatasetDescription.FileName);
        var link = LinkTo(raw.Root, folder);
        RequireOurs(folder, description, link);
        (string Path, string Text)[] fixedFiles = [(description, Description(raw, link, version)), (Path.Combine(folder, "README"), Readme)];
        (string Path, string Text)[] lacking = [.. fixedFiles.Where(file => !Path.Exists(file.Path)), .. Ignoring(Path.Combine(folder, ".bidsignore"))];
        if (lacking.Length == 0)
            return;
        using var presence = new Presence(folder, "gpuseg", [.. lacking.Select(file => Path.GetFileName(file.Path))]);
        foreach (var (path, text) in lacking)
            Write(path, text);
    }

    /// <summary>The URI by which sidecars name a file of the raw data set.</summary>
    public static string UriOf(BidsImage image) => $"bids:raw:{image.Path}";

    private static void RequireOurs(string folder, string description, string link)
    {
        if (!Path.Exists(description))
            return;
        var found = DatasetDescription.Read(folder);
        if (found.GeneratedBy != "gpuseg")
            throw new OutputException($"{folder} holds a data set that is not gpuseg's ({found.GeneratedBy ?? "raw"}); give a folder of its own, such as BIDS_DIR/derivatives/gpuseg.");
        if (found.Raw != link)
            throw new OutputException($"{folder} holds results of another data set ({found.Raw} instead of {link}); give another folder.");
    }

    private static string Description(BidsDataset raw, string link, string version) => JsonText.Document(json =>
    {
        json.WriteString("Name", $"GpuSeg: clusters of intensities{(raw.Name.Length > 0 ? $" of {raw.Name}" : "")}");
        json.WriteString("BIDSVersion", DatasetDescription.BidsVersion);
        json.WriteString("DatasetType", "derivative");
        SidecarJson.GeneratedBy(json, version);
        json.WriteStartObject("DatasetLinks");
        json.WriteString("raw", link);
        json.WriteEndObject();
    });

    private const string Readme = """
        Segmentations by GpuSeg: unsupervised clustering of the intensities of co-registered images.

        Labels are clusters, not tissues. seg-gmm3 is a Gaussian mixture of three components, seg-kmeans4 KMeans with four clusters; what
        is not the default follows (diag, tied, spherical: covariances; scaled: images of mean 0 and variance 1).
        pooled is one model for all sessions, whose images each session brings to mean 0 and variance 1 by itself: a label means the same in
        all of them. model is a model that was given.

        *_dseg.nii.gz    label map: 0 background, 1..K clusters; *_dseg.tsv their sizes and means, *_dseg.json parameters and inputs
        *_probseg.nii.gz where asked for: the posterior of every label
        *_mask.nii.gz    the voxels that took part
        *_model.json     the fitted model, under the names of scikit-learn

        """;

    // Relative, so that both data sets can be moved together and the same files come out everywhere.
    private static string LinkTo(string raw, string folder) =>
        string.Join('/', Path.GetRelativePath(Path.GetFullPath(folder), Path.GetFullPath(raw)).Split(Path.DirectorySeparatorChar).Select(Uri.EscapeDataString));

    private static IEnumerable<(string Path, string Text)> Ignoring(string path)
    {
        string[] known = File.Exists(path) ? BidsJson.ReadText(path).Split('\n', StringSplitOptions.RemoveEmptyEntries) : [];
        return s_ignored.Except(known).Any() ? [(path, string.Concat(known.Union(s_ignored).Select(line => line + "\n")))] : [];
    }

    private static void Write(string path, string text)
    {
        using var file = new AtomicFile(path, overwrite: true);
        file.Write(stream => stream.Write(Encoding.UTF8.GetBytes(text)));
        file.Commit();
    }
}
