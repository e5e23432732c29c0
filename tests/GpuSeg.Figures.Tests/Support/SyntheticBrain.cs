using GpuSeg.Figures.Model;
using GpuSeg.Images.Masking;
using GpuSeg.Images.Nifti;

namespace GpuSeg.Figures.Tests;

/// <summary>A small brain without symmetry, stored in any order: the same voxels at the same world places.</summary>
internal static class SyntheticBrain
{
    /// <summary>Number of clusters.</summary>
    public const int Clusters = 3;

    /// <summary>Number of voxels to the right, forwards and upwards.</summary>
    public static readonly int[] World = [20, 26, 12];

    // Away from the centre of the grid, so that no flip goes unnoticed.
    private static readonly double[] s_middle = [0.1, -0.15, -0.1];
    private static readonly double[] s_spacing = [1.5, 1.5, 4];

    public static Brain Of(params string[] names) => Stored([0, 1, 2], [false, false, false], names).Brain;

    public static LabelVolume Labels() => Stored([0, 1, 2], [false, false, false], "t1").Labels;

    /// <summary>Stores the brain with voxel axis a along world axis order[a], backwards if flipped[a].</summary>
    public static (Brain Brain, LabelVolume Labels) Stored(int[] order, bool[] flipped, params string[] names)
    {
        using var folder = new TempFolder();
        var images = NiftiReader.ReadAll(
            [.. names.Select((name, image) => folder.Put($"{name}.nii", File(order, flipped, v => Value(image, v))))]);
        var labels = NiftiReader.Read(folder.Put("labels.nii", File(order, flipped, v => Label(v))))[0];
        var values = new float[labels.VoxelCount];
        labels.CopyTo(values);
        return (Brain.FromImages(images, VoxelMask.FromRule(images)), new(values.Select(value => (byte)value).ToArray(), Clusters));
    }

    /// <summary>
    /// Returns the intensity of an image at a world place: an ellipsoid, brighter to the right, the front and the top, with a bright spot.
    /// </summary>
    public static float Value(int image, int[] v) => Label(v) switch
    {
        0 => 0,
        3 => 900 + (10 * image),
        _ => 100 + (10 * v[0]) + (5 * v[1]) + (20 * v[2]) + (100 * image * (v[0] % 3)),
    };

    /// <summary>Returns the label of a world place: 0 outside, 1 in the upper half, 2 in the lower, 3 in a spot left in front.</summary>
    public static int Label(int[] v)
    {
        double[] place = [.. v.Select((step, axis) => ((step + 0.5) / World[axis] * 2) - 1 - s_middle[axis])];
        return place.Sum(x => x * x) > 0.6 ? 0
            : Math.Pow(place[0] + 0.35, 2) + Math.Pow(place[1] - 0.25, 2) < 0.05 ? 3
            : place[2] < 0 ? 2 : 1;
    }

    private static byte[] File(int[] order, bool[] flipped, Func<int[], float> value)
    {
        int[] shape = [.. order.Select(axis => World[axis])];
        var values = new float[shape[0] * shape[1] * shape[2]];
        for (var i = 0; i < values.Length; i++)
        {
            int[] stored = [i % shape[0], i / shape[0] % shape[1], i / (shape[0] * shape[1])];
            var place = new int[3];
            for (var a = 0; a < 3; a++)
            {
                place[order[a]] = flipped[a] ? shape[a] - 1 - stored[a] : stored[a];
            }

            values[i] = value(place);
        }
        var bytes = NiftiBytes.Floats(values, shape);
        for (var a = 0; a < 3; a++)
        {
            var step = flipped[a] ? -s_spacing[order[a]] : s_spacing[order[a]];
            for (var row = 0; row < 3; row++)
            {
                bytes = bytes.With(NiftiBytes.SrowX + (16 * row) + (4 * a), row == order[a] ? (float)step : 0f);
            }

            bytes = bytes.With(NiftiBytes.SrowX + (16 * order[a]) + 12, flipped[a] ? (float)(-step * (shape[a] - 1)) : 0f);
        }
        return bytes;
    }
}
