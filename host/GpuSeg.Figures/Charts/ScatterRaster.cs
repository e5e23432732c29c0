using GpuSeg.Figures.Drawing;

namespace GpuSeg.Figures.Charts;

/// <summary>
/// A scatter plot of any number of voxels as a picture. A pixel has the colour of the most frequent label of its voxels, so that no label
/// hides another by being drawn later. An isolated voxel shows as a dot of three by three pixels.
/// </summary>
internal sealed class ScatterRaster
{
    private readonly int _size;
    private readonly int[] _most;
    private readonly byte[] _labels;

    private ScatterRaster(int size) => (_size, _most, _labels) = (size, new int[size * size], new byte[size * size]);

    /// <summary>Paints the voxels.</summary>
    /// <param name="size">Width and height of the picture in pixels.</param>
    /// <param name="x">Pixel of every voxel, counted from the left.</param>
    /// <param name="y">Pixel of every voxel, counted from the bottom.</param>
    /// <param name="voxels">The labelled voxels.</param>
    /// <param name="colours">Colours of the labels as #rrggbb.</param>
    public static Raster Paint(int size, ushort[] x, ushort[] y, VoxelsByLabel voxels, IReadOnlyList<string> colours)
    {
        var raster = new ScatterRaster(size);
        raster.Vote(x, y, voxels);
        return Raster.Labels(size, size, raster.Grown(), colours, clear: true);
    }

    private void Vote(ushort[] x, ushort[] y, VoxelsByLabel voxels)
    {
        var counts = new int[_most.Length];
        for (var label = 1; label <= voxels.Clusters; label++)
        {
            foreach (var voxel in voxels.Of(label))
            {
                var pixel = ((_size - 1 - y[voxel]) * _size) + x[voxel];
                if (++counts[pixel] > _most[pixel])
                {
                    (_most[pixel], _labels[pixel]) = (counts[pixel], (byte)label);
                }
            }
            Array.Clear(counts);
        }
    }

    // Gives empty pixels the label of the neighbour with most voxels.
    private byte[] Grown()
    {
        var grown = (byte[])_labels.Clone();
        for (var row = 0; row < _size; row++)
        {
            for (var column = 0; column < _size; column++)
            {
                if (grown[(row * _size) + column] == 0)
                {
                    grown[(row * _size) + column] = LabelBeside(row, column);
                }
            }
        }

        return grown;
    }

    private byte LabelBeside(int row, int column)
    {
        var best = 0;
        var label = (byte)0;
        for (var r = Math.Max(0, row - 1); r <= Math.Min(_size - 1, row + 1); r++)
        {
            for (var c = Math.Max(0, column - 1); c <= Math.Min(_size - 1, column + 1); c++)
            {
                if (_most[(r * _size) + c] > best)
                {
                    (best, label) = (_most[(r * _size) + c], _labels[(r * _size) + c]);
                }
            }
        }

        return label;
    }
}
