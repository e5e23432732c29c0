using GpuSeg.Figures.Model;
using GpuSeg.Images;
using GpuSeg.Images.Masking;
using GpuSeg.Images.Views;

namespace GpuSeg.Report.Viewer;

/// <summary>
/// The part of a grid in a viewer: the bounding box of the mask with a margin, in blocks of several voxels if it is large. Its arrays run
/// to the patient's right fastest, then forwards, then upwards.
/// </summary>
internal sealed class ShownBox
{
    /// <summary>Maximum number of voxels in a page, over all images.</summary>
    public const int MostVoxels = 1 << 24;

    private const double MarginMillimetres = 5;

    private readonly AnatomicalView _axial;

    public ShownBox(VoxelMask mask, Grid grid, int images, int mostVoxels)
    {
        _axial = new(grid, Plane.Axial);
        var (coronal, sagittal) = (new AnatomicalView(grid, Plane.Coronal), new AnatomicalView(grid, Plane.Sagittal));
        var ends = Ends(mask, grid);
        Axes =
        [
            BoxAxis.Of(sagittal, _axial.PixelSize.X, ends[grid.Orientation.AsSpan().IndexOfAny("RL")], MarginMillimetres),
            BoxAxis.Of(coronal, _axial.PixelSize.Y, ends[grid.Orientation.AsSpan().IndexOfAny("AP")], MarginMillimetres),
            BoxAxis.Of(_axial, coronal.PixelSize.Y, ends[grid.Orientation.AsSpan().IndexOfAny("SI")], MarginMillimetres),
        ];
        while ((long)X.Count * Y.Count * Z.Count * images > mostVoxels)
        {
            Coarsen();
        }

        Planes = PlanesOf(grid);
    }

    /// <summary>The axes to the right, forwards and upwards.</summary>
    public BoxAxis[] Axes { get; }

    /// <summary>The planes that are more than a line of voxels.</summary>
    public IReadOnlyList<BoxPlane> Planes { get; }

    public int Count => X.Count * Y.Count * Z.Count;

    public bool IsCoarse => Axes.Any(axis => axis.Factor > 1);

    private BoxAxis X => Axes[0];

    private BoxAxis Y => Axes[1];

    private BoxAxis Z => Axes[2];

    /// <summary>Computes the grey level of every block of an image, the mean over its voxels.</summary>
    /// <param name="volume">All voxels of the grid in file order.</param>
    /// <param name="range">Intensities shown from black to white.</param>
    public byte[] Greys(ReadOnlySpan<float> volume, DisplayRange range)
    {
        var (greys, sums, picture) = (new byte[Count], new int[X.Count * Y.Count], new float[_axial.Width * _axial.Height]);
        for (var z = 0; z < Z.Count; z++)
        {
            if (!IsCoarse)
            {
                _axial.Cut(volume, Z.Start + z, picture);
                Shade(picture, range, greys.AsSpan(z * sums.Length, sums.Length));
                continue;
            }

            Array.Clear(sums);
            for (var slice = Z.First(z); slice < Z.First(z) + Z.Thickness(z); slice++)
            {
                _axial.Cut(volume, slice, picture);
                Add(picture, range, sums);
            }

            for (var i = 0; i < sums.Length; i++)
            {
                var voxels = X.Thickness(i % X.Count) * Y.Thickness(i / X.Count) * Z.Thickness(z);
                greys[(z * sums.Length) + i] = (byte)((sums[i] + (voxels / 2)) / voxels);
            }
        }

        return greys;
    }

    /// <summary>Returns the label of every block, the label of the voxel in its middle.</summary>
    /// <param name="map">All voxels of the grid in file order.</param>
    public byte[] Labels(ReadOnlySpan<byte> map)
    {
        var (labels, picture) = (new byte[Count], new byte[_axial.Width * _axial.Height]);
        for (var (z, next) = (0, 0); z < Z.Count; z++)
        {
            _axial.Cut(map, Z.Middle(z), picture);
            for (var y = 0; y < Y.Count; y++)
            {
                for (var x = 0; x < X.Count; x++)
                {
                    labels[next++] = picture[At(X.Middle(x), Y.Middle(y))];
                }
            }
        }

        return labels;
    }

    /// <summary>Finds the place with the most informative slice across every axis; see <see cref="MostInformativeSlice"/>.</summary>
    /// <param name="labels">Labels of the blocks, from <see cref="Labels"/>.</param>
    public int[] MostInformative(byte[] labels) => MostInformativeSlice.Find(labels, (X.Count, Y.Count, Z.Count));

    private void Shade(float[] picture, DisplayRange range, Span<byte> greys)
    {
        for (var y = 0; y < Y.Length; y++)
        {
            var line = picture.AsSpan(At(X.Start, Y.Start + y), X.Length);
            for (var x = 0; x < line.Length; x++)
            {
                greys[(y * X.Length) + x] = range.Grey(line[x]);
            }
        }
    }

    private void Add(float[] picture, DisplayRange range, int[] sums)
    {
        for (var y = 0; y < Y.Length; y++)
        {
            for (var x = 0; x < X.Length; x++)
            {
                sums[(y / Y.Factor * X.Count) + (x / X.Factor)] += range.Grey(picture[At(X.Start + x, Y.Start + y)]);
            }
        }
    }

    private int At(int x, int y) => ((_axial.Height - 1 - y) * _axial.Width) + x;

    // Makes blocks larger along their shortest side.
    private void Coarsen()
    {
        var shortest = Enumerable.Range(0, 3).Where(i => Axes[i].Count > 1).MinBy(i => Axes[i].Spacing);
        Axes[shortest] = Axes[shortest] with { Factor = Axes[shortest].Factor + 1 };
    }

    private BoxPlane[] PlanesOf(Grid grid)
    {
        BoxPlane[] all =
        [
            new(new(grid, Plane.Axial), 0, 1, 2),
            new(new(grid, Plane.Coronal), 0, 2, 1),
            new(new(grid, Plane.Sagittal), 1, 2, 0),
        ];
        BoxPlane[] wide = [.. all.Where(plane => Axes[plane.Across].Count > 1 && Axes[plane.Up].Count > 1)];
        return wide.Length > 0 ? wide : all[..1];
    }

    // First and last index of the mask's voxels along each axis of the file.
    private static (int First, int Last)[] Ends(VoxelMask mask, Grid grid)
    {
        var (width, height, _) = grid.Shape;
        Span<int> first = [int.MaxValue, int.MaxValue, int.MaxValue], last = [0, 0, 0];
        foreach (var position in mask.Positions)
        {
            var (row, x) = Math.DivRem(position, width);
            var (z, y) = Math.DivRem(row, height);
            (first[0], last[0]) = (Math.Min(first[0], x), Math.Max(last[0], x));
            (first[1], last[1]) = (Math.Min(first[1], y), Math.Max(last[1], y));
            (first[2], last[2]) = (Math.Min(first[2], z), Math.Max(last[2], z));
        }

        return [(first[0], last[0]), (first[1], last[1]), (first[2], last[2])];
    }
}

/// <summary>One side of the box, counted in slices of the grid.</summary>
/// <param name="View">The slices across this axis.</param>
/// <param name="VoxelSpacing">Distance of neighbouring slices in mm.</param>
/// <param name="Start">First slice.</param>
/// <param name="Length">Number of slices.</param>
/// <param name="Factor">Number of slices per block; the last block may have fewer.</param>
internal sealed record BoxAxis(AnatomicalView View, double VoxelSpacing, int Start, int Length, int Factor = 1)
{
    public int Count => (Length + Factor - 1) / Factor;

    public double Spacing => VoxelSpacing * Factor;

    public double Millimetres => Count * Spacing;

    /// <summary>World coordinate of the middle of the first block in mm.</summary>
    public double Origin => View.Millimetres(Start) + ((Factor - 1) / 2.0 * Step / Factor);

    /// <summary>Step of the world coordinate from block to block; smaller than <see cref="Spacing"/> on an oblique grid.</summary>
    public double Step => Factor * (View.Slices > 1 ? View.Millimetres(1) - View.Millimetres(0) : VoxelSpacing);

    public static BoxAxis Of(AnatomicalView view, double spacing, (int First, int Last) fileEnds, double margin)
    {
        var (a, b) = (view.SliceOf(fileEnds.First), view.SliceOf(fileEnds.Last));
        var more = (int)Math.Ceiling(margin / spacing);
        var start = Math.Max(Math.Min(a, b) - more, 0);
        return new(view, spacing, start, Math.Min(Math.Max(a, b) + more, view.Slices - 1) + 1 - start);
    }

    /// <summary>Returns the first slice of a block.</summary>
    public int First(int block) => Start + (block * Factor);

    /// <summary>Returns the number of slices in a block.</summary>
    public int Thickness(int block) => Math.Min(Factor, Length - (block * Factor));

    /// <summary>Returns the slice in the middle of a block.</summary>
    public int Middle(int block) => First(block) + (Thickness(block) / 2);
}

/// <summary>A plane through the box, by the indices of its axes.</summary>
/// <param name="View">The slices of the grid.</param>
/// <param name="Across">Axis from left to right.</param>
/// <param name="Up">Axis from bottom to top.</param>
/// <param name="Through">Axis from slice to slice.</param>
internal sealed record BoxPlane(AnatomicalView View, int Across, int Up, int Through)
{
    public string Name => View.Plane.ToString();
}
