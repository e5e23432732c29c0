using GpuSeg.Images.Nifti;

namespace GpuSeg.Images.Tests;

/// <summary>
/// Small images of a brain: a ball of shells in an empty grid, with CSF outside, then grey and white matter, and CSF in the middle.
/// </summary>
internal sealed class BrainImages : IDisposable
{
    public const int Size = 32;

    private readonly TempFolder _folder = new();

    /// <summary>Tissues of all voxels: 0 outside, 1 CSF, 2 grey and 3 white matter, 4 CSF of the ventricles.</summary>
    public static int[] Tissues { get; } = [.. Enumerable.Range(0, Size * Size * Size).Select(Tissue)];

    /// <summary>Number of voxels inside the brain.</summary>
    public static int Voxels { get; } = Tissues.Count(tissue => tissue > 0);

    public static int Count(int tissue) => Tissues.Count(other => other == tissue);

    public void Dispose() => _folder.Dispose();

    /// <summary>Creates an image from the value of each tissue and voxel.</summary>
    public Volume Image(string name, Func<int, int, float> value, (int X, int Y, int Z)? shape = null)
    {
        var (x, y, z) = shape ?? (Size, Size, Size);
        return _folder.Volume(name + ".nii", NiftiBytes.Floats([.. Tissues.Select(value)], [x, y, z]));
    }

    /// <summary>Creates an image of T1-like values with a little noise.</summary>
    public Volume T1(string name = "t1") => Image(name, (tissue, voxel) => tissue == 0 ? 0 : Intensity(tissue) + Noise(voxel, 20));

    /// <summary>Returns the T1-like value of a tissue.</summary>
    public static float Intensity(int tissue) => tissue switch { 0 => 0, 2 => 700, 3 => 1000, _ => 400 };

    /// <summary>Returns repeatable noise from 0 to a limit.</summary>
    public static float Noise(int voxel, float limit) => limit * ((uint)unchecked((voxel + 1) * 2654435761) >> 8) / (1 << 24);

    private static int Tissue(int voxel)
    {
        double[] place = [voxel % Size, voxel / Size % Size, voxel / Size / Size];
        var radius = Math.Sqrt(place.Sum(at => Math.Pow((at - ((Size - 1) / 2.0)) / (Size / 2.0), 2)));
        return radius switch { < 0.2 => 4, < 0.5 => 3, < 0.7 => 2, < 0.85 => 1, _ => 0 };
    }
}
