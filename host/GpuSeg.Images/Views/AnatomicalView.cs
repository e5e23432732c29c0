namespace GpuSeg.Images.Views;

/// <summary>
/// The slices of a grid as one looks at a patient, whatever the order of storage: the patient's left on the left, front or head on top,
/// in a sagittal slice the front on the right. Slices run upwards, forwards or to the right.
/// </summary>
/// <remarks>
/// Each voxel axis is treated as the world axis that it follows most closely (<see cref="Grid.Orientation"/>): nothing is resampled.
/// </remarks>
public sealed class AnatomicalView
{
    private const string Towards = "RAS";
    private const string Away = "LPI";

    private readonly Grid _grid;
    private readonly Axis _across;
    private readonly Axis _up;
    private readonly Axis _through;

    /// <summary>Creates the view of a grid in a plane.</summary>
    public AnatomicalView(Grid grid, Plane plane)
    {
        ArgumentNullException.ThrowIfNull(grid);
        (_grid, Plane) = (grid, plane);
        var (across, up, through) = plane switch
        {
            Plane.Axial => (0, 1, 2),
            Plane.Coronal => (0, 2, 1),
            _ => (1, 2, 0),
        };
        (_across, _up, _through) = (Axis.Of(grid, across), Axis.Of(grid, up), Axis.Of(grid, through));
    }

    /// <summary>The plane of the slices.</summary>
    public Plane Plane { get; }

    /// <summary>Pixels of a slice from left to right.</summary>
    public int Width => _across.Length;

    /// <summary>Pixels of a slice from top to bottom.</summary>
    public int Height => _up.Length;

    /// <summary>Number of slices.</summary>
    public int Slices => _through.Length;

    /// <summary>Distance of neighbouring pixels in mm, across and up.</summary>
    public (double X, double Y) PixelSize => (_across.Spacing, _up.Spacing);

    /// <summary>Direction of the left edge of a slice: L or P.</summary>
    public char Left => Away[_across.World];

    /// <summary>Direction of the right edge of a slice: R or A.</summary>
    public char Right => Towards[_across.World];

    /// <summary>Direction of the top of a slice: A or S.</summary>
    public char Top => Towards[_up.World];

    /// <summary>Direction of the bottom of a slice: P or I.</summary>
    public char Bottom => Away[_up.World];

    /// <summary>The file's axis along which slices follow each other.</summary>
    public int FileAxis => _through.Voxel;

    /// <summary>Name of the world coordinate that changes from slice to slice: x, y or z.</summary>
    public char Coordinate => "xyz"[_through.World];

    /// <summary>Returns the index of a slice along its axis of the file, from 0, as in NumPy.</summary>
    public int FileIndex(int slice) => _through.Index(slice);

    /// <summary>Returns the slice with this index along its axis of the file.</summary>
    public int SliceOf(int fileIndex) => _through.Index(fileIndex);

    /// <summary>Computes the world coordinate of the centre of a slice along the axis through the slices, in mm.</summary>
    public double Millimetres(int slice)
    {
        double[] centre = [(_grid.Shape.X - 1) / 2.0, (_grid.Shape.Y - 1) / 2.0, (_grid.Shape.Z - 1) / 2.0];
        centre[_through.Voxel] = FileIndex(slice);
        return _grid.Position(_through.World, centre);
    }

    /// <summary>Copies the voxels of one slice: row 0 is the top, column 0 the left.</summary>
    /// <param name="volume">All voxels of the grid in file order.</param>
    /// <param name="slice">0 .. <see cref="Slices"/> - 1.</param>
    /// <param name="picture">Receives <see cref="Height"/> rows of <see cref="Width"/> pixels.</param>
    public void Cut<T>(ReadOnlySpan<T> volume, int slice, Span<T> picture)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(volume.Length, _grid.VoxelCount);
        ArgumentOutOfRangeException.ThrowIfNotEqual(picture.Length, Width * Height);
        for (var row = 0; row < Height; row++)
        {
            var line = picture.Slice(row * Width, Width);
            var voxel = _through.Offset(slice) + _up.Offset(Height - 1 - row) + _across.Offset(0);
            for (var column = 0; column < line.Length; column++, voxel += _across.Step)
            {
                line[column] = volume[voxel];
            }
        }
    }

    // A voxel axis, followed in the direction in which its world coordinate grows.
    private readonly record struct Axis(int World, int Voxel, int Length, int Stride, double Spacing, bool Reversed)
    {
        public static Axis Of(Grid grid, int world)
        {
            var voxel = grid.Orientation.IndexOfAny([Towards[world], Away[world]]);
            var (x, y, z) = grid.Shape;
            var reversed = grid.Orientation[voxel] == Away[world];
            return voxel switch
            {
                0 => new(world, voxel, x, 1, grid.Spacing.X, reversed),
                1 => new(world, voxel, y, x, grid.Spacing.Y, reversed),
                _ => new(world, voxel, z, x * y, grid.Spacing.Z, reversed),
            };
        }

        /// <summary>Distance of neighbours in the file, in voxels.</summary>
        public int Step => Reversed ? -Stride : Stride;

        public int Index(int step) => step >= 0 && step < Length
            ? Reversed ? Length - 1 - step : step
            : throw new ArgumentOutOfRangeException(nameof(step), step, $"There are {Length} slices.");

        public int Offset(int step) => Index(step) * Stride;
    }
}

/// <summary>A plane through the body.</summary>
public enum Plane
{
    /// <summary>Across the body: left to right, back to front.</summary>
    Axial,

    /// <summary>Along the forehead: left to right, feet to head.</summary>
    Coronal,

    /// <summary>Along the nose: back to front, feet to head.</summary>
    Sagittal,
}
