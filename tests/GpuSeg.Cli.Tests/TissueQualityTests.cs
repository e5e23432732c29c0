using System.Globalization;
using System.Text.Json;
using GpuSeg.Images.Nifti;

namespace GpuSeg.Cli.Tests;

/// <summary>CJV, CNR and SNR of the images by labels that are named after tissues.</summary>
public sealed class TissueQualityTests : IDisposable
{
    private readonly Workplace _work = new();

    public void Dispose() => _work.Dispose();

    [Theory]
    [InlineData("none")]
    [InlineData("standard")]
    public void Measures_images_by_the_formulas_of_mriqc(string scale)
    {
        Gpuseg.Succeed(
            "segment", _work.T1, _work.Flair, "-k", "3", "--scale", scale, "--label-names", "wm, Gm ,CSF", "-o", _work.Prefix, "--report");
        var labels = Labels();
        var quality = Sidecar().GetProperty("TissueQuality");
        Assert.Equal(["t1", "flair"], quality.EnumerateObject().Select(image => image.Name));
        foreach (var (name, values) in ((string, float[])[])[("t1", _work.T1Values), ("flair", _work.FlairValues)])
        {
            var (wm, gm, csf) = (Of(1, values), Of(2, values), Of(3, values));
            var measured = quality.GetProperty(name);
            Near((wm.Mad + gm.Mad) / Math.Abs(wm.Median - gm.Median), "cjv");
            Near(Math.Abs(wm.Median - gm.Median) / Math.Sqrt((wm.Sd * wm.Sd) + (gm.Sd * gm.Sd)), "cnr");
            Near(wm.Snr, "snr_wm");
            Near(gm.Snr, "snr_gm");
            Near(csf.Snr, "snr_csf");
            Near((wm.Snr + gm.Snr + csf.Snr) / 3, "snr_total");

            // Scaled intensities are rounded to float32.
            void Near(double expected, string key) => Assert.Equal(expected, measured.GetProperty(key).GetDouble(), 1e-5 * expected);
        }

        var page = File.ReadAllText($"{_work.Prefix}_report.html");
        Assert.Contains("Quality of the images by the named tissues", page);
        Assert.Contains("CNR = |m_WM - m_GM|", page);

        (double Median, double Mad, double Sd, double Snr) Of(int label, float[] values)
        {
            double[] own = [.. values.Where((_, i) => labels[i] == label).Select(value => (double)value)];
            var (median, mean) = (Median(own), own.Average());
            var sd = Math.Sqrt(own.Average(value => (value - mean) * (value - mean)));
            var sample = Math.Sqrt(own.Sum(value => (value - mean) * (value - mean)) / (own.Length - 1));
            return (median, Median([.. own.Select(value => Math.Abs(value - median))]) / 0.6744897501960817, sd, median / sample);
        }
    }

    [Fact]
    public void Pools_labels_of_the_same_name_and_omits_measures_of_absent_tissues()
    {
        Gpuseg.Succeed("segment", _work.T1, "-k", "3", "--label-names", "GM,lesion,GM", "-o", _work.Prefix, "--report");
        var labels = Labels();
        var image = Sidecar().GetProperty("TissueQuality").GetProperty("t1");
        var snr = Assert.Single(image.EnumerateObject());
        double[] own = [.. _work.T1Values.Where((_, i) => labels[i] is 1 or 3).Select(value => (double)value)];
        var mean = own.Average();
        var sample = Math.Sqrt(own.Sum(value => (value - mean) * (value - mean)) / (own.Length - 1));
        Assert.Equal(("snr_gm", Median(own) / sample), (snr.Name, snr.Value.GetDouble()), NearlyEqual);
        Assert.DoesNotContain("<th scope=\"col\" class=\"number\">CJV", File.ReadAllText($"{_work.Prefix}_report.html"));
    }

    [Theory]
    [InlineData("t1w.nii", "CSF,GM,WM", null)]
    [InlineData("t1w.nii", "CSF,WM,GM", "From dark to bright in t1w the labels are CSF, WM, GM, and tissues are CSF, GM, WM")]
    [InlineData("t1w.nii", "wm,x,gm", "From dark to bright in t1w the labels are WM, GM, and tissues are GM, WM in T1-weighted")]
    [InlineData("flair.nii", "CSF,WM,GM", null)]
    public void Warns_when_names_of_tissues_seem_mixed_up(string image, string names, string? warning)
    {
        var file = _work.Put(image, _work.T1Values);
        var stderr = Gpuseg.Succeed(
            "segment", file, "-k", "3", "--label-order", $"mean:{image[..^4]}", "--label-names", names, "-o", _work.Prefix).Stderr;
        var warnings = Sidecar().GetProperty("Warnings").EnumerateArray().Select(text => text.GetString()!);
        Assert.Equal(warning is not null, stderr.Contains("may be mixed up", StringComparison.Ordinal));
        Assert.Contains(warning ?? "", stderr);
        Assert.Equal(warning is not null, warnings.Any(text => text.Contains("may be mixed up", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("a,b,c")]
    public void Writes_no_quality_when_no_label_is_named_after_a_tissue(string? names)
    {
        string[] named = names is null ? [] : ["--label-names", names];
        Gpuseg.Succeed(["segment", _work.T1, "-k", "3", .. named, "-o", _work.Prefix, "--report"]);
        Assert.False(Sidecar().TryGetProperty("TissueQuality", out _));
        Assert.DoesNotContain("Quality of the images", File.ReadAllText($"{_work.Prefix}_report.html"));
    }

    [Fact]
    public void Puts_the_quality_of_all_sessions_into_group_table_and_dictionary()
    {
        var (raw, results) = (_work.At("raw"), _work.At("derivatives"));
        Gpuseg.Succeed("demo", "--bids", raw, "--subjects", "2");
        string[] fit = ["-k", "3", "--init", "sample", "--label-names", "WM,GM,CSF"];
        Gpuseg.Succeed(["bids", raw, results, "participant", .. fit]);
        Gpuseg.Succeed("bids", raw, results, "group");
        string[][] lines =
            [.. File.ReadAllLines(Path.Combine(results, "group_dseg.tsv")).Select(line => line.Split('\t'))];
        using var dictionary = JsonDocument.Parse(File.ReadAllText(Path.Combine(results, "group_dseg.json")));
        foreach (var line in lines[1..])
        {
            using var sidecar = JsonDocument.Parse(
                File.ReadAllText(Path.Combine(results, line[0], "anat", $"{line[0]}_seg-gmm3_dseg.json")));
            var quality = sidecar.RootElement.GetProperty("TissueQuality");
            Assert.Equal(4, quality.EnumerateObject().Count());
            foreach (var image in quality.EnumerateObject())
            {
                Assert.Equal(6, image.Value.EnumerateObject().Count());
                foreach (var measure in image.Value.EnumerateObject())
                {
                    var column = Array.IndexOf(lines[0], $"{measure.Name}_{image.Name}");
                    Assert.Equal(measure.Value.GetDouble(), double.Parse(line[column], CultureInfo.InvariantCulture));
                    Assert.Contains("MRIQC", dictionary.RootElement.GetProperty(lines[0][column]).GetProperty("Description").GetString());
                }
            }

            // Pages are made from files.
            Assert.Contains("Quality of the images by the named tissues", File.ReadAllText(Path.Combine(results, $"{line[0]}.html")));
        }
    }

    private static bool NearlyEqual((string Name, double Value) a, (string Name, double Value) b) =>
        a.Name == b.Name && Math.Abs(a.Value - b.Value) <= 1e-9 * Math.Abs(a.Value);

    private static double Median(double[] values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private float[] Labels()
    {
        var map = NiftiReader.Read($"{_work.Prefix}_dseg.nii.gz")[0];
        var labels = new float[map.VoxelCount];
        map.CopyTo(labels);
        return labels;
    }

    private JsonElement Sidecar() => Workplace.Parse(File.ReadAllText($"{_work.Prefix}_dseg.json"));
}
