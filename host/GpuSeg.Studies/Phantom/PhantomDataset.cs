using GpuSeg.Images.Files;
using GpuSeg.Images.Nifti;
using GpuSeg.Studies.Bids.Dataset;
using GpuSeg.Studies.Json;
using GpuSeg.Studies.Text;

namespace GpuSeg.Studies.Phantom;

/// <summary>
/// A raw BIDS data set of phantoms, with the truth as a derivative data set: T1w, ce-gd_T1w and FLAIR in anat, ADC in dwi.
/// </summary>
public static class PhantomDataset
{
    // A subject takes a fraction of a second and a few hundred kB.
    private const int Size = 64;

    private const string Truth = "derivatives/truth";

    private static readonly (string Datatype, string Name)[] s_images =
        [("anat", "T1w"), ("anat", "ce-gd_T1w"), ("anat", "FLAIR"), ("dwi", "ADC")];

    /// <summary>Writes the data set: all of it or nothing; the same bytes for the same arguments.</summary>
    /// <param name="folder">The folder, created if necessary.</param>
    /// <param name="subjects">Number of subjects, at least 1.</param>
    /// <param name="seed">Seed of the first subject; each further subject has the next seed.</param>
    /// <param name="overwrite">Whether existing files are replaced.</param>
    /// <param name="cancellation">Stops before the next subject.</param>
    /// <exception cref="OutputException">A file exists and may not be overwritten, or the folder cannot be written.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was requested.</exception>
    public static void Write(string folder, int subjects, int seed = 0, bool overwrite = false, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(subjects, 1);
        using var outputs = new OutputSet(overwrite);
        string[] labels = [.. Enumerable.Range(1, subjects).Select(number => $"{number}".PadLeft(Math.Max(2, $"{subjects}".Length), '0'))];
        OutputFolder.Create(Path.Combine(folder, Truth));
        outputs.AddText(Path.Combine(folder, DatasetDescription.FileName), Description("Made brains with a tumour", "raw"));
        outputs.AddText(Path.Combine(folder, "README"), "Simulated brains with a glioblastoma, without skull, by GpuSeg: "
            + "T1w, T1w with contrast agent and FLAIR in anat, ADC in dwi, the true tissues in derivatives/truth. Nobody's data.\n");
        outputs.Add(
            Path.Combine(folder, "participants.tsv"),
            stream => Tsv.Write(stream, ["participant_id"], labels.Select(label => (string[])[$"sub-{label}"])));
        outputs.AddText(
            Path.Combine(folder, Truth, DatasetDescription.FileName),
            Description("The true tissues of the simulated brains", "derivative"));
        outputs.Add(
            Path.Combine(folder, Truth, "dseg.tsv"),
            stream => Tsv.Write(stream, ["index", "name"], BrainPhantom.TruthNames.Select((name, i) => (object?[])[i + 1, name])));
        for (var i = 0; i < subjects; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            AddSubject(outputs, folder, $"sub-{labels[i]}", BrainPhantom.Make(new() { Size = Size, Seed = seed + i }));
        }

        cancellation.ThrowIfCancellationRequested();
        outputs.Commit();
    }

    private static void AddSubject(OutputSet outputs, string folder, string subject, BrainPhantom phantom)
    {
        foreach (var ((datatype, name), image) in s_images.Zip(phantom.Images))
        {
            outputs.AddImage(In(folder, subject, datatype, $"{subject}_{name}.nii.gz"), OutputImage.Values(phantom.Header, image.Values));
        }

        outputs.AddImage(In(Path.Combine(folder, Truth), subject, "anat", $"{subject}_dseg.nii.gz"),
            OutputImage.Labels(phantom.Header, phantom.Truth, BrainPhantom.TruthNames.Count));
    }

    private static string In(string folder, string subject, string datatype, string name)
    {
        var path = Path.Combine(folder, subject, datatype);
        OutputFolder.Create(path);
        return Path.Combine(path, name);
    }

    private static string Description(string name, string type) => JsonText.Document(json =>
    {
        json.WriteString("Name", name);
        json.WriteString("BIDSVersion", DatasetDescription.BidsVersion);
        json.WriteString("DatasetType", type);
        json.WriteString("License", "CC0");
        if (type == "raw")
        {
            return;
        }

        json.WriteStartArray("GeneratedBy");
        json.WriteStartObject();
        json.WriteString("Name", "truth");
        json.WriteString("Description", "gpuseg demo");
        json.WriteEndObject();
        json.WriteEndArray();
    });
}
