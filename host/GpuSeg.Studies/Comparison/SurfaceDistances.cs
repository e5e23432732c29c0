using GpuSeg.Images;

namespace GpuSeg.Studies.Comparison;

/// <summary>
/// Distances between the surfaces of two labels, in mm. A surface is the voxels with a face neighbour outside the label or outside the
/// image; distances run between centres of voxels, from every voxel of either surface to the nearest of the other, and all count alike.
/// </summary>
/// <param name="Hausdorff95">Their 95th percentile, with linear interpolation: MedPy's hd95.</param>
/// <param name="Mean">Their mean: the average symmetric surface distance.</param>
public sealed record SurfaceDistances(double Hausdorff95, double Mean)
{
    /// <summary>Measures two labels on one grid, along its axes with <see cref="Grid.Spacing"/>.</summary>
    internal static SurfaceDistances Between(LabelMask a, LabelMask b)
    {
        var box = a.Box.With(b.Box);
        int[] surfaceA = Inside(box, a), surfaceB = Inside(box, b);
        var transform = new DistanceTransform(box.Shape, a.Grid.Spacing);
        double[] distances = [.. transform.Between(surfaceA, surfaceB), .. transform.Between(surfaceB, surfaceA)];
        Array.Sort(distances);
        return new(Percentile(distances, 0.95), distances.Average());
    }

    // Indices in file order become indices in the box.
    private static int[] Inside(Box box, LabelMask mask)
    {
        var ((width, height, _), (x, y, z)) = (mask.Grid.Shape, box.First);
        return Array.ConvertAll(mask.Surface(), i =>
            ((((i / (width * height)) - z) * box.Shape.Y) + (i / width % height) - y) * box.Shape.X + (i % width) - x);
    }

    private static double Percentile(double[] sorted, double share)
    {
        var place = share * (sorted.Length - 1);
        var below = (int)place;
        return double.Lerp(sorted[below], sorted[Math.Min(below + 1, sorted.Length - 1)], place - below);
    }
}
