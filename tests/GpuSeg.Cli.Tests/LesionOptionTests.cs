using System.Text.Json;
using GpuSeg.Studies.Phantom;

namespace GpuSeg.Cli.Tests;

/// <summary><c>segment --lesion</c> and <c>lesion --report</c>.</summary>
public sealed class LesionOptionTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly IReadOnlyList<string> _images;

    public LesionOptionTests() =>
        _images = BrainPhantom.Make(new() { Size = 64, Tumour = true }).Write(_folder.At("images"), overwrite: true).Images;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData]
    [InlineData("--scale", "standard")]
    [InlineData("--winsorize", "5")]
    public void Finds_the_same_lesion_as_its_own_command_and_leaves_the_labels_alone(params string[] options)
    {
        Gpuseg.Succeed(["lesion", .. _images, "-o", _folder.At("own")]);
        Segment("plain", options);
        var outcome = Segment("with", [.. options, "--lesion"]);
        foreach (var file in (string[])["lesion.nii.gz", "lesionscore.nii.gz", "lesionparts.nii.gz"])
        {
            Assert.Equal(File.ReadAllBytes(_folder.At($"own_{file}")), File.ReadAllBytes(_folder.At($"with_{file}")));
        }

        foreach (var file in (string[])["dseg.nii.gz", "dseg.tsv", "model.json"])
        {
            Assert.Equal(File.ReadAllBytes(_folder.At($"plain_{file}")), File.ReadAllBytes(_folder.At($"with_{file}")));
        }

        var (own, sidecar) = (Json("own_lesion.json"), Json("with_dseg.json").GetProperty("Lesion"));
        foreach (var key in (string[])["LesionFound", "LesionVoxels", "LesionVolume_mL", "MedianScore", "MirrorOverlap", "Contrasts"])
        {
            Assert.True(JsonElement.DeepEquals(own.GetProperty(key), sidecar.GetProperty(key)), key);
        }

        Assert.True(sidecar.GetProperty("LesionFound").GetBoolean());
        Assert.Matches(@"\nlesion: [\d.]+.mL \([\d,]+ voxels\)", outcome.Stdout);
        Assert.Contains("not a diagnosis", outcome.Stdout, StringComparison.Ordinal);
        Assert.False(Json("plain_dseg.json").TryGetProperty("Lesion", out _));
    }

    [Fact]
    public void Uses_known_contrasts_and_ignores_other_images()
    {
        var other = _folder.At("other.nii.gz");
        File.Copy(_images.Single(path => path.EndsWith("t1.nii.gz", StringComparison.Ordinal)), other);
        var flair = _images.Single(path => path.EndsWith("flair.nii.gz", StringComparison.Ordinal));
        Gpuseg.Succeed("segment", other, flair, "-k", "3", "-o", _folder.At("s"), "--lesion");
        var contrasts = Json("s_dseg.json").GetProperty("Lesion").GetProperty("Contrasts").EnumerateObject();
        Assert.Equal("Flair flair", Assert.Single(contrasts.Select(pair => $"{pair.Name} {pair.Value}")));
    }

    [Fact]
    public void Refuses_images_without_flair_and_names_the_option()
    {
        var t1 = _images.Single(path => path.EndsWith("t1.nii.gz", StringComparison.Ordinal));
        Refusal.Of(
            3, Gpuseg.Run("segment", t1, "-k", "3", "-o", _folder.At("s"), "--lesion"), "t1 is not a FLAIR image", "`--lesion`");
        Assert.False(File.Exists(_folder.At("s_dseg.nii.gz")));
    }

    [Fact]
    public void Refuses_two_images_of_one_contrast()
    {
        var flair = _images.Single(path => path.EndsWith("flair.nii.gz", StringComparison.Ordinal));
        var other = _images.Single(path => path.EndsWith("t1.nii.gz", StringComparison.Ordinal));
        File.Copy(other, _folder.At("old_flair.nii.gz"));
        Refusal.Of(
            3,
            Gpuseg.Run("segment", flair, _folder.At("old_flair.nii.gz"), "-k", "3", "-o", _folder.At("s"), "--lesion"),
            "flair, old_flair all look like FLAIR",
            "`--lesion`");
    }

    [Fact]
    public void Finds_no_lesion_in_a_few_voxels()
    {
        using var place = new Workplace();
        Assert.Contains(
            "no lesion stands out",
            Gpuseg.Succeed("segment", place.T1, place.Flair, "-k", "3", "-o", place.Prefix, "--lesion", "--report").Stdout,
            StringComparison.Ordinal);
        Assert.Contains("No lesion stands out.", File.ReadAllText($"{place.Prefix}_report.html"), StringComparison.Ordinal);
        Assert.Equal(
            "no lesion stands out",
            Workplace.Parse(File.ReadAllText($"{place.Prefix}_dseg.json")).GetProperty("Lesion").GetProperty("Reason").GetString());
    }

    [Fact]
    public void Prints_the_lesion_as_json()
    {
        var found = Workplace.Parse(Segment("s", "--lesion", "--json").Stdout).GetProperty("Lesion");
        Assert.True(found.GetProperty("LesionVolume_mL").GetDouble() > 1);
        Assert.False(Workplace.Parse(Segment("t", "--json").Stdout).TryGetProperty("Lesion", out _));
    }

    [Fact]
    public void Names_maps_of_an_earlier_search()
    {
        Segment("s", "--lesion");
        Assert.Contains("s_lesion.nii.gz is of an earlier run", Segment("s", "--overwrite").Stderr, StringComparison.Ordinal);
    }

    [Fact]
    public void Shows_the_lesion_on_the_page_of_a_segmentation()
    {
        Segment("s", "--lesion", "--report");
        var page = File.ReadAllText(_folder.At("s_report.html"));
        Assert.Contains("id=\"lesion\"", page, StringComparison.Ordinal);
        Assert.Contains("Contour of the lesion", page, StringComparison.Ordinal);
        Segment("t", "--report");
        Assert.DoesNotContain("id=\"lesion\"", File.ReadAllText(_folder.At("t_report.html")), StringComparison.Ordinal);
    }

    [Fact]
    public void Writes_a_page_of_the_search_only_on_request()
    {
        Assert.DoesNotContain(".html", Gpuseg.Succeed(["lesion", .. _images, "-o", _folder.At("s")]).Stdout, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.At("s_lesion.html")));
        Gpuseg.Succeed(["lesion", .. _images, "-o", _folder.At("s"), "--report", "--overwrite"]);
        var page = File.ReadAllText(_folder.At("s_lesion.html"));
        var volume = Json("s_lesion.json").GetProperty("LesionVolume_mL").GetDouble();
        Assert.Contains(FormattableString.Invariant($"<strong>Lesion: {volume:N1}\u00a0mL</strong>"), page, StringComparison.Ordinal);
        Assert.Contains("It makes no diagnosis", page, StringComparison.Ordinal);
        Assert.DoesNotContain(_folder.Root, page, StringComparison.Ordinal);
        Gpuseg.Succeed(["lesion", .. _images, "-o", _folder.At("one"), "--report", "--threads", "1"]);
        Assert.Equal(
            page.Replace(">s<", "><", StringComparison.Ordinal).Replace("<title>s", "<title>", StringComparison.Ordinal),
            File.ReadAllText(_folder.At("one_lesion.html")).Replace(">one<", "><", StringComparison.Ordinal)
                .Replace("<title>one", "<title>", StringComparison.Ordinal));
    }

    private Outcome Segment(string name, params string[] options) =>
        Gpuseg.Succeed(["segment", .. _images, "-k", "3", "--max-iter", "5", "-o", _folder.At(name), .. options]);

    private JsonElement Json(string name) => Workplace.Parse(File.ReadAllText(_folder.At(name)));
}
