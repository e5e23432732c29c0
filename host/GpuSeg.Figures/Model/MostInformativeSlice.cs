using GpuSeg.Images;
using GpuSeg.Images.Views;

namespace GpuSeg.Figures.Model;

/// <summary>The slices that show most of the labels, small ones too: those with the largest sum of n / sqrt(N), n being a label's voxels in the slice and N all of them.</summary>
public static class MostInformativeSlice
{
    /// <summary>The index of such a slice across each of the axes.</summary>
    /// <param name="labels">0 is background; the first axis runs fastest.</param>
    /// <param name="shape">Voxels along the axes.</param>
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

    /// <summary>The file index of such a slice of a map.</summary>
    public static int Find(LabelVolume map, Grid grid, Plane plane)
    {
        ArgumentNullException.ThrowIfNull(map);
        ArgumentNullException.ThrowIfNull(grid);
        return Find(map.Labels.Span, grid.Shape)[new AnatomicalView(grid, plane).FileAxis];
    }
}
