using GpuSeg.Images;
using GpuSeg.Threads;

namespace GpuSeg.Studies.Comparison;

/// <summary>The voxels of one label of a map.</summary>
/// <param name="Map">Labels of all voxels of the grid in file order.</param>
/// <param name="Label">The label, which occurs.</param>
/// <param name="Grid">The map's grid.</param>
/// <param name="Box">Box of the label.</param>
internal sealed record LabelMask(byte[] Map, byte Label, Grid Grid, Box Box)
{
    /// <summary>
    /// Finds the voxels with a face neighbour of another label or outside the image, as ascending indices in file order. An axis with one
    /// voxel has no neighbours: the surface of a 2-D image is its outline.
    /// </summary>
    public int[] Surface()
    {
        var slices = new List<int>[Box.Shape.Z];
        ThreadBudget.For(slices.Length, z => slices[z] = SurfaceIn(Box.First.Z + z));
        return [.. slices.SelectMany(slice => slice)];
    }

    private List<int> SurfaceIn(int z)
    {
        var (shape, surface) = (Grid.Shape, new List<int>());
        var plane = shape.X * shape.Y;
        for (var y = Box.First.Y; y <= Box.Last.Y; y++)
        {
            for (var x = Box.First.X; x <= Box.Last.X; x++)
            {
                var i = (z * plane) + (y * shape.X) + x;
                if (Map[i] == Label && (Ends(i, x, shape.X, 1) || Ends(i, y, shape.Y, shape.X) || Ends(i, z, shape.Z, plane)))
                {
                    surface.Add(i);
                }
            }
        }

        return surface;
    }

    private bool Ends(int i, int along, int length, int stride) =>
        length > 1 && (along == 0 || along == length - 1 || Map[i - stride] != Label || Map[i + stride] != Label);
}
