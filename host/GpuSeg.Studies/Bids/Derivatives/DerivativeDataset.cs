using System.Text.Json;
using GpuSeg.Images.Files;
using GpuSeg.Studies.Bids.Dataset;
using GpuSeg.Studies.Json;

namespace GpuSeg.Studies.Bids.Derivatives;

/// <summary>
/// The output folder: a derivative data set. The files in its root do not depend on subjects, so that runs over different subjects may
/// share it.
/// </summary>
public static class DerivativeDataset
{
    // Names that the specification does not know. It knows dseg.tsv, but its schema asks every file dseg for the image whose grid it has,
    // which a table for all sessions cannot name.
    private static readonly string[] s_ignored =
    [
        "*_model.json", "group_*", "*.html", "logs", "/dseg.tsv", "*_itksnap.label", "*_freesurfer.txt", "*_fsleyes.lut", "*_niivue.json",
        "*_regions.tsv", "*_regions.json", "*_changes.tsv", "*_changes.json",
    ];

    /// <summary>Creates the folder and writes the files that its root lacks; existing files stay.</summary>
    /// <exception cref="OutputException">The folder holds another data set, or cannot be written.</exception>
    internal static void Prepare(string folder, RawData raw, string version)
    {
        var links = Links(folder, raw);
        var known = KnownLinks(folder, raw, links);
        (string Name, string Text)[] describing = known is not null && links.Keys.All(known.ContainsKey)
            ? []
            : [(DatasetDescription.FileName, Description(folder, raw, links.Union(known ?? new Dictionary<string, string>()), version))];
        (string Name, string Text)[] fixedFiles =
            [("README", Readme), ("descriptions.tsv", Descriptions), ("descriptions.json", DescriptionsOfDescriptions)];
        (string Name, string Text)[] lacking =
        [
            .. describing, .. fixedFiles.Where(file => !Path.Exists(Path.Combine(folder, file.Name))), .. Corrected(folder),
            .. Ignoring(folder),
        ];
        if (lacking.Length == 0)
        {
            return;
        }

        using var texts = new DerivativeTexts(folder, "gpuseg", [.. lacking.Select(file => file.Name)]);
        foreach (var (name, text) in lacking)
        {
            texts.Write(name, text);
        }
    }

    /// <summary>Refuses a folder of another data set; a folder without a description passes.</summary>
    /// <exception cref="OutputException">The folder holds another data set.</exception>
    public static void RequireOurs(string folder, RawData raw)
    {
        ArgumentNullException.ThrowIfNull(raw);
        KnownLinks(folder, raw, Links(folder, raw));
    }

    private static Dictionary<string, string> Links(string folder, RawData raw) =>
        raw.Links.Append(new("raw", raw.Root)).ToDictionary(link => link.Key, link => LinkTo(link.Value, folder));

    /// <summary>Reads the links of the data set, or returns null if it does not exist yet.</summary>
    private static IReadOnlyDictionary<string, string>? KnownLinks(string folder, RawData raw, Dictionary<string, string> links)
    {
        RequireApart(folder, raw);
        if (!Path.Exists(DescriptionIn(folder)))
        {
            return null;
        }

        var found = DatasetDescription.Read(folder);
        if (found.GeneratedBy != Generator.Name)
        {
            throw new OutputException(
               $"{folder} holds a data set that gpuseg did not write ({found.GeneratedBy ?? "raw"}); "
               + "give a folder of its own, such as BIDS_DIR/derivatives/gpuseg.");
        }

        foreach (var (name, link) in links)
        {
            if (found.Links.GetValueOrDefault(name, name == "raw" ? "none" : link) is var other && other != link)
            {
                var dataset = name == "raw" ? "another data set" : $"another data set called {name}";
                throw new OutputException($"{folder} holds results of {dataset} ({other} instead of {link}); give another folder.");
            }
        }

        return found.Links;
    }

    // A subject's folder holds raw images only. A list's folder may hold any names.
    private static void RequireApart(string folder, RawData raw)
    {
        if (!File.Exists(DescriptionIn(raw.Root)))
        {
            return;
        }

        var root = RealPath.Resolve(raw.Root);
        foreach (var path in (string[])[Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)), RealPath.Resolve(folder)])
        {
            for (var here = path; Path.GetDirectoryName(here) is { } above; here = above)
            {
                if (Path.GetFileName(here).StartsWith("sub-", StringComparison.Ordinal) && RealPath.Resolve(above) == root)
                {
                    throw new OutputException(
                       $"{folder} lies in the folder {Path.GetFileName(here)} of a subject of the raw data set; "
                       + "give a folder outside of it, such as BIDS_DIR/derivatives/gpuseg.");
                }
            }
        }
    }

    private static string DescriptionIn(string folder) => Path.Combine(folder, DatasetDescription.FileName);

    private static string Description(string folder, RawData raw, IEnumerable<KeyValuePair<string, string>> links, string version)
    {
        KeyValuePair<string, string>[] sorted = [.. links.OrderBy(link => link.Key, StringComparer.Ordinal)];
        return JsonText.Document(json =>
        {
            if (Path.Exists(DescriptionIn(folder)))
            {
                Repeat(json, DescriptionIn(folder));
            }
            else
            {
                Describe(json, raw, version);
            }

            var doi = Describing(raw.Root)?.Doi;
            json.WriteStartArray("SourceDatasets");
            foreach (var (name, link) in sorted)
            {
                Source(json, link, name == "raw" ? doi : null);
            }

            json.WriteEndArray();
            json.WriteStartObject("DatasetLinks");
            foreach (var (name, link) in sorted)
            {
                json.WriteString(name, link);
            }

            json.WriteEndObject();
        });
    }

    // People add to the description, such as their names.
    private static void Repeat(Utf8JsonWriter json, string path)
    {
        using var there = JsonFile.Read(path);
        foreach (var property in there.RootElement.EnumerateObject())
        {
            if (property.Name is not ("SourceDatasets" or "DatasetLinks"))
            {
                property.WriteTo(json);
            }
        }
    }

    private static void Describe(Utf8JsonWriter json, RawData raw, string version)
    {
        json.WriteString("Name", $"GpuSeg: clusters of intensities{(raw.Name.Length > 0 ? $" of {raw.Name}" : "")}");
        json.WriteString("BIDSVersion", DatasetDescription.BidsVersion);
        json.WriteString("DatasetType", "derivative");
        Generator.Write(json, version, Environment.GetEnvironmentVariable);
        // Authors and licence of data pass on to their derivatives.
        var source = Describing(raw.Root);
        if (source?.Authors is { Count: > 0 } authors)
        {
            json.Texts("Authors", authors);
        }

        if (source?.License is { } license)
        {
            json.WriteString("License", license);
        }

        json.WriteString("HowToAcknowledge", "Cite the references in logs/CITATION.md, and the source data sets by their own rules.");
    }

    private static void Source(Utf8JsonWriter json, string link, string? doi)
    {
        json.WriteStartObject();
        json.WriteString("URL", doi is null ? link : $"https://doi.org/{DoiName(doi)}");
        if (doi is not null)
        {
            json.WriteString("DOI", doi);
        }

        json.WriteEndObject();
    }

    // 10.18112/x of doi:10.18112/x and https://doi.org/10.18112/x.
    private static string DoiName(string doi) => doi.IndexOf("10.", StringComparison.Ordinal) is >= 0 and var start ? doi[start..] : doi;

    // The folder of a list need not be a data set.
    private static DatasetDescription? Describing(string root) => File.Exists(DescriptionIn(root)) ? DatasetDescription.Read(root) : null;

    private const string Readme = """
        Segmentations by GpuSeg: unsupervised clustering of the intensities of co-registered images.

        Labels are clusters, not tissues. seg-gmm3 is a Gaussian mixture of three components, seg-kmeans4 KMeans with four clusters; settings
        that differ from the default follow (diag, tied, spherical: covariances; scaled: images of mean 0 and variance 1).
        pooled is one model for all sessions, whose images each session scales to mean 0 and variance 1 by itself: a label means the same in
        all sessions. subject is one model for the sessions of each subject. model is a model that was given.

        *_dseg.nii.gz    label map: 0 background, 1..K clusters; *_dseg.tsv their sizes and means, *_dseg.json parameters and inputs
        *_probseg.nii.gz the posterior of every label, if wanted; label-NAME is of one label, else a volume for each
        *_mask.nii.gz    desc-gpuseg: the voxels that were clustered; label-lesion, if wanted: the largest region that is bright in FLAIR
                         and unlike the other side, not a diagnosis; desc-lesionscore_FLAIR.nii.gz is the score it comes
                         from, desc-lesionparts_dseg.nii.gz its core, oedema and enhancing tissue
        *_model.json     the fitted model, under the names of scikit-learn
        *_changes.tsv    changes of volumes between the sessions of a subject; *_changes.json describes the columns
        *_regions.tsv    the labels in the regions of an atlas, if wanted; *_regions.json describes the columns
        sub-*.html       a page for every session, of its latest segmentation; it works offline
        group_dseg.*     all sessions side by side: table, description of its columns, page
        *_itksnap.label  names and colours of the labels for ITK-SNAP, if wanted; *_freesurfer.txt, *_fsleyes.lut and *_niivue.json likewise
        dseg.tsv         names of the labels in all maps without a table of their own; dseg.json columns of the tables
        logs             a paragraph for the Methods section of a paper (CITATION.md); reasons why sessions failed that have not succeeded since

        dataset_description.json names the authors and the licence of the source data; add those who made these results.

        """;

    private const string Descriptions = "desc_id\tdescription\ndesc-gpuseg\tThe voxels that were clustered\n"
        + "desc-lesionscore\tScore of the search for a lesion\ndesc-lesionparts\tParts of the lesion\n";

    // Written by versions before BIDS 1.10 asked for the entity's key, and by versions that searched no lesion.
    private static readonly string[] s_oldDescriptions =
    [
        "desc_id\tdescription\ngpuseg\tThe voxels that were clustered\n",
        "desc_id\tdescription\ndesc-gpuseg\tThe voxels that were clustered\n",
    ];

    private static readonly string DescriptionsOfDescriptions =
        JsonText.Document(json => json.WriteString("Description", "Meanings of the values of the entity desc in the names of files"));

    // Relative, so that both data sets can be moved together and all machines write the same files.
    private static string LinkTo(string raw, string folder) =>
        string.Join('/', RealPath.Between(folder, raw).Split('/').Select(Uri.EscapeDataString));

    private static IEnumerable<(string Name, string Text)> Corrected(string folder) =>
        s_oldDescriptions.Contains(SharedFile.Read(folder, "descriptions.tsv")) ? [("descriptions.tsv", Descriptions)] : [];

    private static IEnumerable<(string Name, string Text)> Ignoring(string folder)
    {
        const string name = ".bidsignore";
        var path = Path.Combine(folder, name);
        string[] known = File.Exists(path) ? JsonFile.ReadText(path).Split('\n', StringSplitOptions.RemoveEmptyEntries) : [];
        return s_ignored.Except(known).Any() ? [(name, string.Concat(known.Union(s_ignored).Select(line => line + "\n")))] : [];
    }
}
