using GpuSeg.Images;
using GpuSeg.Images.Masking;
using GpuSeg.Images.Morphology;
using GpuSeg.Images.Regridding;
using GpuSeg.Threads;

namespace GpuSeg.Studies.Lesions;

/// <summary>
/// The box around a set of voxels, in which images are smoothed and shapes computed; its margin may lie outside the grid. Values are those
/// of the set's voxels in file order; a volume has a value per voxel of the box, NaN outside the set.
/// </summary>
internal sealed class BrainBox
{
    // Room for the largest ball that shapes are closed with.
    private const double MarginMillimetres = 4;

    private const int BlockLength = 1 << 14;

    private readonly int[] _places;

    // New memory costs more than the arithmetic of a filter, so the volume of every filter is the same.
    private readonly Lazy<float[]> _scratch;

    /// <summary>Makes the box of a mask.</summary>
    public BrainBox(VoxelMask mask, Grid grid)
        : this(mask.Positions, grid.Shape, grid.Spacing, grid.Orientation.IndexOfAny(['L', 'R'])) => VoxelVolume = grid.VoxelVolume;

    /// <summary>Makes the box of a part of a box.</summary>
    public BrainBox(BrainBox whole, BitRows part)
        : this(part.ToArray(), whole.Shape, whole.Spacing, whole.LeftRightAxis) => VoxelVolume = whole.VoxelVolume;

    private BrainBox(int[] positions, (int X, int Y, int Z) grid, (double X, double Y, double Z) spacing, int leftRightAxis)
    {
        (Spacing, LeftRightAxis) = (spacing, leftRightAxis);
        var (first, last) = Bounds(positions, grid);
        var (marginX, marginY, marginZ) = (Margin(Spacing.X), Margin(Spacing.Y), Margin(Spacing.Z));
        var (x0, y0, z0) = (first.X - marginX, first.Y - marginY, first.Z - marginZ);
        Shape = (last.X - x0 + 1 + marginX, last.Y - y0 + 1 + marginY, last.Z - z0 + 1 + marginZ);
        _places = new int[positions.Length];
        Mask = new(Shape);
        foreach (var (from, to, y, z) in Rows(positions, grid))
        {
            var row = (z - z0) * Shape.Y + y - y0;
            var shift = row * Shape.X - x0 - (z * grid.Y + y) * grid.X;
            for (var i = from; i < to; i++)
            {
                _places[i] = positions[i] + shift;
            }

            Mask.Add(_places.AsSpan(from, to - from), row);
        }

        _scratch = new(() => new float[Shape.X * Shape.Y * Shape.Z]);
    }

    /// <summary>Voxels along the axes.</summary>
    public (int X, int Y, int Z) Shape { get; }

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

    /// <summary>Creates a volume.</summary>
    public float[] Fill(float[] values)
    {
        var volume = new float[Shape.X * Shape.Y * Shape.Z];
        Fill(volume, values, float.NaN);
        return volume;
    }

    /// <summary>Smooths values in place by a Gaussian; voxels outside the set have no weight.</summary>
    /// <param name="images">Values of the set's voxels, for every image.</param>
    /// <param name="millimetres">Standard deviation in mm.</param>
    /// <param name="cancellation">Stops the work.</param>
    public void Smooth(IReadOnlyList<float[]> images, double millimetres, CancellationToken cancellation)
    {
        var weights = new float[_places.Length];
        Array.Fill(weights, 1);
        Sum(weights);
        foreach (var values in images)
        {
            Sum(values);
            ForBlocks((from, to) =>
            {
                for (var i = from; i < to; i++)
                {
                    values[i] /= weights[i];
                }
            });
        }

        void Sum(float[] values)
        {
            var volume = _scratch.Value;
            Fill(volume, values, 0);
            GaussianFilter.Sum(
                volume, Shape, [millimetres / Spacing.X, millimetres / Spacing.Y, millimetres / Spacing.Z], cancellation);
            ForBlocks((from, to) =>
            {
                for (var i = from; i < to; i++)
                {
                    values[i] = volume[_places[i]];
                }
            });
        }
    }

    /// <summary>Runs a function of a volume that is valid only during the call.</summary>
    public void WithVolume(float[] values, Action<float[]> use)
    {
        Fill(_scratch.Value, values, float.NaN);
        use(_scratch.Value);
    }

    /// <summary>Runs an action for blocks of the set's voxels, from and up to an index, on all cores.</summary>
    public void ForBlocks(Action<int, int> action) => ThreadBudget.For(
        (_places.Length + BlockLength - 1) / BlockLength,
        block => action(block * BlockLength, Math.Min(_places.Length, (block + 1) * BlockLength)));

    private void Fill(float[] volume, float[] values, float outside)
    {
        Array.Fill(volume, outside);
        ForBlocks((from, to) =>
        {
            for (var i = from; i < to; i++)
            {
                volume[_places[i]] = values[i];
            }
        });
    }

    private static int Margin(double spacing) => (int)Math.Ceiling(MarginMillimetres / spacing) + 1;

    // The rows of the grid that hold voxels of the mask: those of the positions from..to.
    private static IEnumerable<(int From, int To, int Y, int Z)> Rows(int[] positions, (int X, int Y, int Z) grid)
    {
        for (var from = 0; from < positions.Length;)
        {
            var row = positions[from] / grid.X;
            var (to, end) = (from + 1, (row + 1) * grid.X);
            while (to < positions.Length && positions[to] < end)
            {
                to++;
            }

            yield return (from, to, row % grid.Y, row / grid.Y);
            from = to;
        }
    }

    private static ((int X, int Y, int Z) First, (int X, int Y, int Z) Last) Bounds(int[] positions, (int X, int Y, int Z) grid)
    {
        var (first, last) = ((X: int.MaxValue, Y: int.MaxValue, Z: int.MaxValue), (X: -1, Y: -1, Z: -1));
        foreach (var (from, to, y, z) in Rows(positions, grid))
        {
            first = (Math.Min(first.X, positions[from] % grid.X), Math.Min(first.Y, y), Math.Min(first.Z, z));
            last = (Math.Max(last.X, positions[to - 1] % grid.X), Math.Max(last.Y, y), Math.Max(last.Z, z));
        }

        return (first, last);
    }
}
