using GpuSeg.Images;
using GpuSeg.Images.Views;

namespace GpuSeg.Figures.Model;

/// <summary>
/// The slice that shows most of all labels, small labels included: the slice with the largest sum of n / sqrt(N), where n is the number of
/// a label's voxels in the slice and N the number in the whole map.
/// </summary>
public static class MostInformativeSlice
{
    /// <summary>Finds the index of the slice across each axis.</summary>
    /// <param name="labels">Labels, 0 background; the first axis runs fastest.</param>
    /// <param name="shape">Number of voxels along each axis.</param>
    public static int[] Find(ReadOnlySpan<byte> labels, (int X, int Y, int Z) shape)
    {
        var counts = new int[256];
        foreach (var label in labels)
        {
            counts[label]++;
        }

        var weights = Array.ConvertAll(counts, count => 1 / Math.Sqrt(count));
        double[][] sums = [new double[shape.X], new double[shape.Y], new double[shape.Z]];
        for (var (z, next) = (0, 0); z < shape.Z; z++)
        {
            for (var y = 0; y < shape.Y; y++)
            {
                for (var x = 0; x < shape.X; x++)
                {
                    if (labels[next++] is > 0 and var label)
                    {
                        sums[0][x] += weights[label];
                        sums[1][y] += weights[label];
                        sums[2][z] += weights[label];
                    }
                }
            }
        }

        return Array.ConvertAll(sums, axis => Array.IndexOf(axis, axis.Max()));
    }

    /// <summary>Finds the file index of the slice of a map in a plane.</summary>
    public static int Find(LabelVolume map, Grid grid, Plane plane)
    {
        ArgumentNullException.ThrowIfNull(map);
        ArgumentNullException.ThrowIfNull(grid);
        return Find(map.Labels.Span, grid.Shape)[new AnatomicalView(grid, plane).FileAxis];
    }
}
