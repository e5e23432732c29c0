using System.Runtime.InteropServices;
using GpuSeg.Engine.Voxels;

namespace GpuSeg.Engine.Tests.Golden;

/// <summary>The lesson's four images: voxels that are positive in all of them, in C order of the (256, 256, 32) arrays.</summary>
internal static class BrainImages
{
    private static readonly string[] Names = ["t1", "t1c", "flair", "adc"];
    private static readonly string[] Files = ["t1", "t1_contrast", "flair", "adc"];
    private static readonly Lazy<FeatureMatrix> Loaded = new(Load);

    /// <summary>Reads images named as in the golden set: "all", or names joined by "+".</summary>
    public static FeatureMatrix Features(string images) => images == "all"
        ? Loaded.Value
        : Loaded.Value.Select([.. images.Split('+').Select(name => Array.IndexOf(Names, name))]);

    private static FeatureMatrix Load()
    {
        float[][] volumes = [.. Files.Select(Read)];
        int[] inside = [.. COrder().Where(i => Array.TrueForAll(volumes, volume => volume[i] > 0))];
        return new(Names, [.. volumes.Select(volume => Array.ConvertAll(inside, i => volume[i]))]);
    }

    // These four files are NIfTI-1 with a header of 352 bytes and unscaled little-endian float32 values, x fastest.
    private static float[] Read(string name) =>
        [.. MemoryMarshal.Cast<byte, float>(GoldenFiles.Gunzip(GoldenFiles.PathOf("data", "lesson", name + ".nii.gz")).AsSpan(352))];

    private static IEnumerable<int> COrder() =>
        from x in Enumerable.Range(0, 256)
        from y in Enumerable.Range(0, 256)
        from z in Enumerable.Range(0, 32)
        select x
            + (256 * (y + (256 * z)));
}
