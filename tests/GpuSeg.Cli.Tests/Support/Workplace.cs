using System.IO.Compression;
using System.Text.Json;
using GpuSeg.Images.Nifti;

namespace GpuSeg.Cli.Tests;

/// <summary>
/// Two folders of one test, for inputs and for outputs, and two small images on one grid: three classes with noise, every eleventh voxel 0.
/// </summary>
public sealed class Workplace : IDisposable
{
    public static readonly int[] Shape = [8, 7, 6];

    public const float VoxelVolume = 12;

    private readonly TempFolder _folder = new();

    public Workplace()
    {
        Directory.CreateDirectory(Out);
        (T1Values, FlairValues) = (Values(100, 100, 1), Values(300, -80, 2));
        (T1, Flair) = (Put("t1.nii", T1Values), Put("flair.nii", FlairValues));
    }

    public float[] T1Values { get; }

    public float[] FlairValues { get; }

    public string T1 { get; }

    public string Flair { get; }

    public string Out => _folder.At("out");

    public string Prefix => Path.Combine(Out, "s");

    public string[] Left => [.. Directory.GetFileSystemEntries(Out).Select(path => Path.GetFileName(path)).Order()];

    public void Dispose() => _folder.Dispose();

    public string At(string name) => _folder.At(name);

    public string Put(string name, byte[] bytes)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(name))!);
        return _folder.Put(name, bytes);
    }

    public string Put(string name, float[] values, double shift = 0) => Put(name, NiftiBytes.Floats(values, Shape, shift));

    public string PutText(string name, string text)
    {
        File.WriteAllText(At(name), text);
        return At(name);
    }

    /// <summary>Generates values of a class per voxel, about half, a third and a fifth of them, with noise between -9 and 9.</summary>
    public static float[] Values(float first, float step, uint seed, int count = 8 * 7 * 6)
    {
        var (values, state, classes) = (new float[count], seed * 7919, 12345u);
        for (var i = 0; i < count; i++)
        {
            state = unchecked(state * 1664525 + 1013904223);
            classes = unchecked(classes * 22695477 + 1);
            var c = ((classes >> 16) % 10) switch { < 5 => 0, < 8 => 1, _ => 2 };
            values[i] = i % 11 == 0 ? 0 : first + step * c + (state >> 8) % 19 - 9f;
        }
        return values;
    }

    /// <summary>Reads the bytes of an output, inflated.</summary>
    public byte[] Inflated(string suffix)
    {
        using var file = new GZipStream(File.OpenRead(Prefix + suffix), CompressionMode.Decompress);
        using var bytes = new MemoryStream();
        file.CopyTo(bytes);
        return bytes.ToArray();
    }

    public byte[] Labels() => Labels(Prefix + "_dseg.nii.gz");

    public static byte[] Labels(string path)
    {
        var volume = Assert.Single(NiftiReader.Read(path));
        var values = new float[volume.VoxelCount];
        volume.CopyTo(values);
        return [.. values.Select(value => (byte)value)];
    }

    public JsonElement Json(string suffix) => Parse(File.ReadAllText(Prefix + suffix));

    public static JsonElement Parse(string json) => JsonDocument.Parse(json).RootElement;

    /// <summary>Reads the cells of the table by column.</summary>
    public Dictionary<string, string[]> Table()
    {
        var lines = File.ReadAllLines(Prefix + "_dseg.tsv").Select(line => line.Split('\t')).ToArray();
        return lines[0].Select((name, column) => (name, lines.Skip(1).Select(line => line[column]).ToArray()))
            .ToDictionary(pair => pair.name, pair => pair.Item2);
    }
}
