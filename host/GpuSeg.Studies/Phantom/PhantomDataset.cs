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
    private const string Missing = Tsv.Missing;

    private static readonly string[] s_unknown =
    [
        "DeviceSerialNumber", "StationName", "InstitutionName", "InstitutionAddress", "InstitutionalDepartmentName", "SequenceName",
        "ReceiveCoilName", "ReceiveCoilActiveElements", "MatrixCoilMode", "CoilCombinationMethod",
    ];

    // Echo time in s and flip angle in degrees of a usual sequence with this contrast.
    private static readonly (string Datatype, string Name, double EchoTime, double FlipAngle)[] s_images =
    [
        ("anat", "T1w", 0.003, 9), ("anat", "ce-gd_T1w", 0.003, 9), ("anat", "FLAIR", 0.12, 120), ("dwi", "ADC", 0.08, 90),
    ];

    /// <summary>Writes the data set: all of it or nothing; the same bytes for the same arguments.</summary>
    /// <param name="folder">The folder, created if necessary.</param>
    /// <param name="subjects">Number of subjects, at least 1.</param>
    /// <param name="seed">Seed of the first subject; each further subject has the next seed.</param>
    /// <param name="overwrite">Whether existing files are replaced.</param>
    /// <param name="version">Version of this program, or null.</param>
    /// <param name="cancellation">Stops before the next subject.</param>
    /// <exception cref="OutputException">A file exists and may not be overwritten, or the folder cannot be written.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was requested.</exception>
    public static void Write(
        string folder,
        int subjects,
        int seed = 0,
        bool overwrite = false,
        string? version = null,
        CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(subjects, 1);
        using var outputs = new OutputSet(overwrite);
        string[] labels = [.. Enumerable.Range(1, subjects).Select(number => $"{number}".PadLeft(Math.Max(2, $"{subjects}".Length), '0'))];
        OutputFolder.Create(Path.Combine(folder, Truth));
        outputs.AddText(Path.Combine(folder, DatasetDescription.FileName), Description("Simulated brains with a tumour", "raw", version));
        outputs.AddText(Path.Combine(folder, "README"), "Simulated brains with a glioblastoma, without skull, by GpuSeg: "
            + "T1w, T1w with contrast agent and FLAIR in anat, ADC in dwi, the true tissues in derivatives/truth. Nobody's data.\n");
        outputs.Add(
            Path.Combine(folder, "participants.tsv"),
            stream => Tsv.Write(stream, ["participant_id"], labels.Select(label => (string[])[$"sub-{label}"])));
        outputs.AddText(
            Path.Combine(folder, Truth, DatasetDescription.FileName),
            Description("The true tissues of the simulated brains", "derivative", version));
        outputs.AddText(
            Path.Combine(folder, Truth, "README"),
            "The true tissue of every voxel of the simulated brains in ../.., as label maps; dseg.tsv names the labels. "
            + "Written by gpuseg demo, which knows the truth because it makes the brains.\n");
        outputs.AddText(Path.Combine(folder, Truth, "dseg.json"), JsonText.Document(json =>
        {
            json.WriteString("Description", "True tissues of a simulated brain; 0 is background");
            json.WriteString("SpatialReference", "orig");
        }));
        outputs.Add(
            Path.Combine(folder, Truth, "dseg.tsv"),
            stream => Tsv.Write(stream, ["index", "name"], BrainPhantom.TruthNames.Select((name, i) => (object?[])[i + 1, name])));
        for (var i = 0; i < subjects; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            AddSubject(outputs, folder, $"sub-{labels[i]}", BrainPhantom.Make(new() { Size = Size, Seed = seed + i }), version);
        }

        cancellation.ThrowIfCancellationRequested();
        outputs.Commit();
    }

    private static void AddSubject(OutputSet outputs, string folder, string subject, BrainPhantom phantom, string? version)
    {
        foreach (var ((datatype, name, echoTime, flipAngle), image) in s_images.Zip(phantom.Images))
        {
            outputs.AddImage(In(folder, subject, datatype, $"{subject}_{name}.nii.gz"), OutputImage.Values(phantom.Header, image.Values));
            outputs.AddText(In(folder, subject, datatype, $"{subject}_{name}.json"), Sidecar(echoTime, flipAngle, version));
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

    // Everything that BIDS recommends for a scan: texts of a scanner that does not exist, and numbers of a usual one.
    private static string Sidecar(double echoTime, double flipAngle, string? version) => JsonText.Document(json =>
    {
        json.WriteString("Description", "Simulated by gpuseg demo, without a scanner; the numbers of the sequence are nominal");
        json.WriteString("Manufacturer", "GpuSeg (simulated)");
        json.WriteString("ManufacturersModelName", "gpuseg demo");
        json.WriteString("SoftwareVersions", version ?? Missing);
        json.WriteString("MRAcquisitionType", "3D");
        json.WriteString("PulseSequenceType", "simulated contrast");
        json.WriteString("PulseSequenceDetails", "Mean intensities of tissues with a bias field and noise; no pulse sequence");
        json.WriteString("ScanningSequence", "RM");
        json.WriteString("SequenceVariant", "NONE");
        json.WriteNumber("MagneticFieldStrength", 3);
        json.WriteNumber("EchoTime", echoTime);
        json.WriteNumber("FlipAngle", flipAngle);
        json.WriteNumber("DwellTime", 1e-5);
        json.WriteBoolean("NonlinearGradientCorrection", false);
        foreach (var name in s_unknown)
        {
            json.WriteString(name, Missing);
        }
    });

    private static string Description(string name, string type, string? version) => JsonText.Document(json =>
    {
        json.WriteString("Name", name);
        json.WriteString("BIDSVersion", DatasetDescription.BidsVersion);
        json.WriteString("DatasetType", type);
        json.WriteString("License", "CC0");
        json.Texts("Authors", ["The GpuSeg authors", "gpuseg demo"]);
        json.WriteStartArray("GeneratedBy");
        json.WriteStartObject();
        json.WriteString("Name", type == "raw" ? "gpuseg demo" : "truth");
        if (version is not null)
        {
            json.WriteString("Version", version);
        }

        json.WriteString("Description", type == "raw" ? "Simulation of brains with a glioblastoma" : "gpuseg demo");
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteStartArray("SourceDatasets");
        if (type != "raw")
        {
            json.WriteStartObject();
            json.WriteString("URL", "../..");
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (type == "raw")
        {
            // Recommended for every raw data set, whether or not it has such tags.
            json.WriteString("HEDVersion", "8.3.0");
        }
    });
}
