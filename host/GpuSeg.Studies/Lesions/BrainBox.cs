using GpuSeg.Images;
using GpuSeg.Images.Masking;
using GpuSeg.Images.Morphology;
using GpuSeg.Images.Regridding;

namespace GpuSeg.Studies.Lesions;

/// <summary>The box of voxels around a mask, in which shapes are computed; its margin may lie outside the grid.</summary>
internal sealed class BrainBox
{
    // Room for the largest ball that shapes are closed with.
    private const double MarginMillimetres = 4;

    private readonly int[] _places;

    /// <summary>Finds the box of a mask.</summary>
    public BrainBox(VoxelMask mask, Grid grid)
    {
        (Spacing, VoxelVolume) = (grid.Spacing, grid.VoxelVolume);
        var ((x0, y0, z0), (x1, y1, z1)) = Bounds(mask.Positions, grid.Shape);
        var (marginX, marginY, marginZ) = (Margin(Spacing.X), Margin(Spacing.Y), Margin(Spacing.Z));
        First = (x0 - marginX, y0 - marginY, z0 - marginZ);
        Shape = (x1 - x0 + 1 + 2 * marginX, y1 - y0 + 1 + 2 * marginY, z1 - z0 + 1 + 2 * marginZ);
        LeftRightAxis = grid.Orientation.IndexOfAny(['L', 'R']);
        _places = Array.ConvertAll(mask.Positions, position => Place(position, grid.Shape));
        Mask = new(Shape);
        foreach (var place in _places)
        {
            Mask.Add(place);
        }
    }

    /// <summary>Voxels along the axes.</summary>
    public (int X, int Y, int Z) Shape { get; }

    /// <summary>Indices in the grid of the box's first voxel.</summary>
    public (int X, int Y, int Z) First { get; }

    /// <summary>Distances of voxels along the axes in mm.</summary>
    public (double X, double Y, double Z) Spacing { get; }

    /// <summary>Volume of a voxel in mm3.</summary>
    public double VoxelVolume { get; }

    /// <summary>The axis that runs between the patient's left and right.</summary>
    public int LeftRightAxis { get; }

    /// <summary>The voxels of the mask.</summary>
    public BitRows Mask { get; }

    /// <summary>Index in the box of every voxel of the mask, in file order.</summary>
    public ReadOnlySpan<int> Places => _places;

    /// <summary>Puts values of the mask's voxels into the box; NaN elsewhere.</summary>
    public float[] Fill(ReadOnlySpan<float> values)
    {
        var box = new float[Shape.X * Shape.Y * Shape.Z];
        Array.Fill(box, float.NaN);
        for (var i = 0; i < values.Length; i++)
        {
            box[_places[i]] = values[i];
        }

        return box;
    }

    /// <summary>Takes the values of the mask's voxels from the box.</summary>
    public float[] Take(float[] box) => Array.ConvertAll(_places, place => box[place]);

    /// <summary>Smooths values of the mask's voxels by a Gaussian; voxels outside the mask have no weight.</summary>
    /// <param name="values">A value per voxel of the mask; NaN has no weight and stays NaN.</param>
    /// <param name="millimetres">Standard deviation in mm.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>The box with smoothed values.</returns>
    public float[] Smooth(ReadOnlySpan<float> values, double millimetres, CancellationToken cancellation)
    {
        var box = Fill(values);
        GaussianFilter.Apply(
            box, Shape, [millimetres / Spacing.X, millimetres / Spacing.Y, millimetres / Spacing.Z], cancellation);
        return box;
    }

    /// <summary>Creates the set of the mask's voxels for which a condition holds.</summary>
    /// <param name="holds">Receives the index of a voxel among those of the mask.</param>
    public BitRows Where(Func<int, bool> holds)
    {
        var set = new BitRows(Shape);
        for (var i = 0; i < _places.Length; i++)
        {
            if (holds(i))
            {
                set.Add(_places[i]);
            }
        }

        return set;
    }

    /// <summary>Lists the voxels of a set as indices among those of the mask, ascending.</summary>
    public int[] VoxelsOf(BitRows set)
    {
        var voxels = new List<int>();
        for (var i = 0; i < _places.Length; i++)
        {
            if (set.Contains(_places[i]))
            {
                voxels.Add(i);
            }
        }

        return [.. voxels];
    }

    private static int Margin(double spacing) => (int)Math.Ceiling(MarginMillimetres / spacing) + 1;

    private int Place(int position, (int X, int Y, int Z) grid)
    {
        var (x, y, z) = (position % grid.X - First.X, position / grid.X % grid.Y - First.Y, position / grid.X / grid.Y - First.Z);
        return (z * Shape.Y + y) * Shape.X + x;
    }

    private static ((int X, int Y, int Z) First, (int X, int Y, int Z) Last) Bounds(int[] positions, (int X, int Y, int Z) grid)
    {
        var (first, last) = ((X: int.MaxValue, Y: int.MaxValue, Z: int.MaxValue), (X: -1, Y: -1, Z: -1));
        foreach (var position in positions)
        {
            var (x, y, z) = (position % grid.X, position / grid.X % grid.Y, position / grid.X / grid.Y);
            first = (Math.Min(first.X, x), Math.Min(first.Y, y), Math.Min(first.Z, z));
            last = (Math.Max(last.X, x), Math.Max(last.Y, y), Math.Max(last.Z, z));
        }

        return (first, last);
    }
}
