using GpuSeg.Images;
using GpuSeg.Studies.Lesions;
using GpuSeg.Studies.Phantom;

namespace GpuSeg.Cli.Tests;

public sealed class LesionTests : IDisposable
{
    private const byte Tumour = 4;
    private const int Side = 48;
    private readonly string _folder = Directory.CreateTempSubdirectory("gpuseg-lesion").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Finds_the_tumour_of_a_phantom_and_measures_it()
    {
        var (images, truth) = Phantom(tumour: true);
        var prefix = Path.Combine(_folder, "out");
        var outcome = Gpuseg.Succeed(["lesion", .. images, "-o", prefix, "--json"]);
        Assert.Empty(outcome.Stderr);
        var found = Workplace.Parse(outcome.Stdout);
        var map = Workplace.Labels($"{prefix}_lesion.nii.gz");
        Assert.InRange(Dice(map, truth), 0.8, 1);
        Assert.True(found.GetProperty("LesionFound").GetBoolean());
        Assert.Equal(map.Count(voxel => voxel == 1), found.GetProperty("LesionVoxels").GetInt32());
        var volume = found.GetProperty("LesionVolume_mL").GetDouble();
        Assert.InRange(
            volume,
            found.GetProperty("LesionVolumeAtOdds3_mL").GetDouble(),
            found.GetProperty("LesionVolumeAtOddsThird_mL").GetDouble());
        var rows = File.ReadAllLines($"{prefix}_lesion.tsv").Skip(1).Select(row => row.Split('\t')).ToArray();
        Assert.Equal(volume, rows.Sum(row => double.Parse(row[2], System.Globalization.CultureInfo.InvariantCulture)), 6);
        Assert.Equal(5, found.GetProperty("outputs").GetArrayLength());
        Assert.Equal("flair", found.GetProperty("Contrasts").GetProperty("Flair").GetString());
    }

    [Fact]
    public void Gives_the_same_map_and_score_for_any_number_of_threads()
    {
        var (images, _) = Phantom(tumour: true);
        foreach (var threads in (string[])["1", "3"])
        {
            Gpuseg.Succeed(["lesion", .. images, "-o", Path.Combine(_folder, threads), "--threads", threads]);
        }

        foreach (var file in (string[])["lesion.nii.gz", "lesionscore.nii.gz", "lesionparts.nii.gz", "lesion.tsv", "lesion.json"])
        {
            Assert.Equal(File.ReadAllBytes(Path.Combine(_folder, $"1_{file}")), File.ReadAllBytes(Path.Combine(_folder, $"3_{file}")));
        }
    }

    [Fact]
    public void Refuses_an_image_that_is_mostly_constant()
    {
        var flair = Ball("flair", 0, 0, 0);
        var bytes = File.ReadAllBytes(flair);
        for (var voxel = 0; voxel < Side * Side * Side * 3 / 4; voxel++)
        {
            BitConverter.TryWriteBytes(bytes.AsSpan(352 + 4 * voxel), 7f);
        }

        File.WriteAllBytes(flair, bytes);
        Refusal.Of(3, Gpuseg.Run("lesion", flair, "-o", Path.Combine(_folder, "out")),
            "More than half of the voxels of FLAIR have the same value, so no lesion can be searched; check the image and the mask.");
    }

    [Fact]
    public void Finds_no_lesion_in_a_phantom_without_a_tumour()
    {
        var (images, _) = Phantom(tumour: false);
        var prefix = Path.Combine(_folder, "out");
        Assert.Contains("no lesion stands out", Gpuseg.Succeed(["lesion", .. images, "-o", prefix]).Stdout, StringComparison.Ordinal);
        Assert.All(Workplace.Labels($"{prefix}_lesion.nii.gz"), voxel => Assert.Equal(0, voxel));
    }

    [Fact]
    public void Takes_a_contrast_from_an_option_when_the_name_does_not_tell()
    {
        var (images, _) = Phantom(tumour: true);
        var scan = Path.Combine(_folder, "scan.nii.gz");
        File.Copy(images.Single(path => path.EndsWith("flair.nii.gz", StringComparison.Ordinal)), scan);
        var unnamed = Gpuseg.Run("lesion", scan, "-o", Path.Combine(_folder, "out"));
        Assert.Equal(3, unnamed.ExitCode);
        Assert.Contains("The contrast of scan is unknown", unnamed.Stderr, StringComparison.Ordinal);
        Assert.Contains("lesion: ", Gpuseg.Succeed("lesion", scan, "--flair", "scan", "-o", Path.Combine(_folder, "out")).Stdout,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Distinguishes_a_ring_from_its_core_and_oedema()
    {
        var truth = PartsOfBall();
        string[] images = [Ball("t1", -1, -0.5, -0.5), Ball("t1ce", -3, -0.5, 5), Ball("flair", 3, 4, 5), Ball("t2", 5, 2, 2)];
        var prefix = Path.Combine(_folder, "out");
        var outcome = Gpuseg.Succeed(["lesion", .. images, "-o", prefix, "--json"]);
        var map = Workplace.Labels($"{prefix}_lesionparts.nii.gz");
        Assert.All((byte[])[1, 2, 3], part => Assert.InRange(Overlap(part), 0.8, 1));
        var parts = Workplace.Parse(outcome.Stdout).GetProperty("Parts");
        Assert.Equal(
            [.. Enumerable.Range(1, 3).Select(part => map.Count(label => label == part) * 0.008)],
            ((string[])["Core_mL", "Oedema_mL", "Enhancing_mL"]).Select(key => parts.GetProperty(key).GetDouble()), Near);
        Assert.False(parts.TryGetProperty("Reason", out _));
        Assert.Empty(outcome.Stderr);

        Assert.Contains(
            "; without T2, the core is only what enhancing tissue encloses\n",
            Gpuseg.Succeed(["lesion", .. images[..3], "-o", Path.Combine(_folder, "three")]).Stdout);
        Assert.Contains(
            "parts: parts are not distinguished without T1 and T1 with contrast\n",
            Gpuseg.Succeed(["lesion", images[2], images[3], "-o", Path.Combine(_folder, "two")]).Stdout);
        Assert.All(Workplace.Labels(Path.Combine(_folder, "two_lesionparts.nii.gz")), label => Assert.Equal(0, label));

        double Overlap(byte part) => 2.0 * map.Zip(truth).Count(pair => pair.First == part && pair.Second == part)
            / (map.Count(label => label == part) + truth.Count(label => label == part));

        static bool Near(double expected, double found) => Math.Abs(expected - found) < 1e-9;
    }

    [Fact]
    public void Warns_when_enhancement_may_be_noise()
    {
        string[] images = [Ball("t1", -1, -0.5, -0.5), Ball("t1ce", -1, -0.5, -0.5), Ball("flair", 3, 4, 5), Ball("t2", 5, 2, 2)];
        var prefix = Path.Combine(_folder, "out");
        const string doubt = "enhancing tissue is uncertain: the contrast agent hardly brightens the lesion more than the brain varies; ";
        Assert.Contains(
            $"gpuseg: warning: {doubt}compare the parts with", Gpuseg.Succeed(["lesion", .. images, "-o", prefix, "--report"]).Stderr);
        Assert.Contains(doubt, File.ReadAllText($"{prefix}_lesion.json"));
        Assert.Contains("enhancing tissue is uncertain", File.ReadAllText($"{prefix}_lesion.html"));
        Gpuseg.Succeed(["segment", .. images, "-k", "3", "--lesion", "-o", prefix, "--overwrite"]);
        Assert.Contains(doubt, File.ReadAllText($"{prefix}_dseg.json"));
    }

    [Theory]
    [InlineData("sub-01_FLAIR", LesionContrast.Flair)]
    [InlineData("sub-01_ce-gadolinium_T1w", LesionContrast.T1Contrast)]
    [InlineData("sub-01_T1w", LesionContrast.T1)]
    [InlineData("BraTS_001_t1ce", LesionContrast.T1Contrast)]
    [InlineData("t1_contrast", LesionContrast.T1Contrast)]
    [InlineData("patient_T2w", LesionContrast.T2)]
    [InlineData("patient_t2_flair", LesionContrast.Flair)]
    [InlineData("adc", LesionContrast.Adc)]
    [InlineData("T2starw", null)]
    [InlineData("image", null)]
    public void Reads_contrasts_from_names(string name, LesionContrast? contrast) => Assert.Equal(contrast, LesionContrasts.Find(name));

    [Fact]
    public void Refuses_images_whose_contrasts_are_missing_or_ambiguous()
    {
        Refuses("None of t1, t2 is a FLAIR image", "t1", "t2");
        Refuses("a_flair and b_flair both look like FLAIR", "a_flair", "b_flair");
        var chosen = new Dictionary<LesionContrast, string> { [LesionContrast.T1] = "scan" };
        Assert.Equal(0, LesionContrasts.Assign(["scan", "flair"], chosen)[LesionContrast.T1]);

        static void Refuses(string message, params string[] names) => Assert.Contains(
            message,
            Assert.Throws<ImageException>(() => LesionContrasts.Assign(names, new Dictionary<LesionContrast, string>())).Message,
            StringComparison.Ordinal);
    }

    // A ball of brain of voxels of 2 mm with a core (1), a ring (3) and oedema (2) on one side.
    private static byte[] PartsOfBall() => [.. Enumerable.Range(0, Side * Side * Side).Select(i =>
    {
        double[] place = [i % Side, i / Side % Side, i / Side / Side];
        var middle = (Side - 1) / 2.0;
        var fromLesion = Math.Sqrt(Math.Pow(place[0] - middle - 9, 2) + Math.Pow(place[1] - middle, 2) + Math.Pow(place[2] - middle, 2));
        var fromMiddle = Math.Sqrt(place.Sum(at => Math.Pow(at - middle, 2)));
        return (byte)(fromMiddle > 22 ? 9 : fromLesion < 4 ? 1 : fromLesion < 6 ? 3 : fromLesion < 9 ? 2 : 0);
    })];

    private string Ball(string name, double core, double oedema, double ring)
    {
        var random = new Random(name.Length);
        float[] values = [.. PartsOfBall().Select(part => part == 9 ? 0
            : (float)(1000 + 100 * (part switch { 1 => core, 2 => oedema, 3 => ring, _ => 0 } + 1.5 * (random.NextDouble() - 0.5) * 2)))];
        var path = Path.Combine(_folder, name + ".nii");
        File.WriteAllBytes(path, NiftiBytes.Floats(values, [Side, Side, Side]).WithPixdim(2, 2, 2).WithoutSform());
        return path;
    }

    private (IReadOnlyList<string> Images, byte[] Truth) Phantom(bool tumour)
    {
        var phantom = BrainPhantom.Make(new() { Size = 96, Tumour = tumour });
        return (phantom.Write(Path.Combine(_folder, "images"), overwrite: true).Images, phantom.Truth);
    }

    private static double Dice(byte[] map, byte[] truth)
    {
        var common = map.Zip(truth).Count(pair => pair is { First: 1, Second: Tumour });
        return 2.0 * common / (map.Count(voxel => voxel == 1) + truth.Count(voxel => voxel == Tumour));
    }
}
