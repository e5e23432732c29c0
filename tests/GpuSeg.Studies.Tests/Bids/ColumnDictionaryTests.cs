using System.Text.Json;
using GpuSeg.Images;
using GpuSeg.Studies.Bids.Derivatives;

namespace GpuSeg.Studies.Tests.Bids;

public sealed class ColumnDictionaryTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Defines_the_columns_that_BIDS_does_not_define()
    {
        ColumnDictionary.Extend(_folder.Root, ["t1w"]);
        Assert.Equal(["mean_t1w", "sd_t1w", "volume_ml", "volume_mm3", "voxels"], Names());
        Assert.Equal("mL", Read().GetProperty("volume_ml").GetProperty("Units").GetString());
        Assert.All(Read().EnumerateObject(), column => Assert.NotEmpty(column.Value.GetProperty("Description").GetString()!));
    }

    [Fact]
    public void Adds_channels_and_keeps_what_is_there()
    {
        File.WriteAllText(_folder.At("dseg.json"), """{"voxels": {"LongName": "by hand"}, "zone": {"Description": "by hand"}}""");
        ColumnDictionary.Extend(_folder.Root, ["flair", "t1w"]);
        Assert.Equal("by hand", Read().GetProperty("voxels").GetProperty("LongName").GetString());
        Assert.Equal(
            ["mean_flair", "mean_t1w", "sd_flair", "sd_t1w", "volume_ml", "volume_mm3", "voxels", "zone"], Names());
        File.SetLastWriteTimeUtc(_folder.At("dseg.json"), DateTime.UnixEpoch);
        ColumnDictionary.Extend(_folder.Root, ["t1w"]);
        Assert.Equal(DateTime.UnixEpoch, File.GetLastWriteTimeUtc(_folder.At("dseg.json")));
    }

    [Fact]
    public void Writes_the_same_text_whichever_process_comes_first()
    {
        string[] texts = [.. Enumerable.Range(0, 10).Select(round =>
        {
            File.Delete(_folder.At("dseg.json"));
            Parallel.For(0, 8, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
                ColumnDictionary.Extend(_folder.Root, [$"c{(i + round) % 8}"]));
            return File.ReadAllText(_folder.At("dseg.json"));
        })];
        Assert.Equal(19, Names().Length);
        Assert.Single(texts.Distinct());
        Assert.Equal(["dseg.json"], _folder.Names);
    }

    [Fact]
    public void Rejects_a_file_that_is_not_JSON()
    {
        File.WriteAllText(_folder.At("dseg.json"), "{");
        Assert.Contains(
            "cannot be read as JSON", Assert.Throws<ImageException>(() => ColumnDictionary.Extend(_folder.Root, ["t1w"])).Message);
        Assert.Equal("{", File.ReadAllText(_folder.At("dseg.json")));
    }

    private JsonElement Read()
    {
        using var json = JsonDocument.Parse(File.ReadAllText(_folder.At("dseg.json")));
        return json.RootElement.Clone();
    }

    private string[] Names() => [.. Read().EnumerateObject().Select(property => property.Name)];
}
