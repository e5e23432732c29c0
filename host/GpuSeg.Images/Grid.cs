using System.Globalization;

namespace GpuSeg.Images;

/// <summary>The place of an image: its shape, and the affine from voxel indices (i, j, k) to world coordinates.</summary>
public sealed class Grid
{
    /// <summary>The largest shift, as a share of a voxel, between grids that count as one without a warning.</summary>
    public const double UnnoticedShift = 0.01;

    /// <summary>The largest shift, as a share of a voxel, between grids that count as one with a warning.</summary>
    public const double AcceptedShift = 0.05;

    private readonly double[,] _affine;

    /// <summary>Creates a grid.</summary>
    /// <param name="shape">Voxels along i, j, k, at least 1 each; file order is i fastest.</param>
    /// <param name="affine">4x4; the last row is 0 0 0 1; finite and not singular.</param>
    /// <param name="millimetres">Length of the affine's unit in mm: 1, 1000 for metres, 0.001 for micrometres.</param>
    /// <exception cref="ArgumentException">The shape is empty, or the affine is not of this kind.</exception>
    public Grid((int X, int Y, int Z) shape, double[,] affine, double millimetres = 1)
    {
        ArgumentNullException.ThrowIfNull(affine);
        if (Math.Min(shape.X, Math.Min(shape.Y, shape.Z)) < 1 || !IsUsable(affine))
        {
            throw new ArgumentException("A grid needs at least one voxel along each axis and a finite 4x4 affine that is not singular.");
        }
        (Shape, _affine, Millimetres) = (shape, (double[,])affine.Clone(), millimetres);
        Spacing = (SpacingOf(0), SpacingOf(1), SpacingOf(2));
        VoxelVolume = Math.Abs(Matrix3.Determinant(affine)) * Math.Pow(millimetres, 3);
        Orientation = AxisCodes.Find(affine);
    }

    /// <summary>Voxels along the three axes; 1 for an axis that a 2-D image lacks.</summary>
    public (int X, int Y, int Z) Shape { get; }

    /// <summary>A copy of the 4x4 affine in the file's own length unit, as nibabel gives it.</summary>
    public double[,] Affine => (double[,])_affine.Clone();

    /// <summary>Distance of neighbouring voxels along the three axes in mm: the lengths of the affine's columns.</summary>
    public (double X, double Y, double Z) Spacing { get; }

    /// <summary>Volume of one voxel in mm3: the absolute determinant of the affine's 3x3 part.</summary>
    public double VoxelVolume { get; }

    /// <summary>Direction of the voxel axes, such as RAS or LPS; the same letters as nibabel's <c>aff2axcodes</c>.</summary>
    public string Orientation { get; }

    /// <summary>Number of voxels.</summary>
    public int VoxelCount => Shape.X * Shape.Y * Shape.Z;

    /// <summary>Length of the affine's unit in mm.</summary>
    public double Millimetres { get; }

    /// <summary>
    /// Returns whether both have the same shape, and no corner lies more than <see cref="AcceptedShift"/> of a voxel elsewhere.
    /// </summary>
    public bool SameAs(Grid other) => DifferenceFrom(other) is null;

    /// <summary>Describes the difference between this grid and the other, as a clause for a message; null if they are equal.</summary>
    public string? DifferenceFrom(Grid other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (Shape != other.Shape)
        {
            return $"its shape is {ShapeText} instead of {other.ShapeText}";
        }

        var shift = ShiftFrom(other);
        return shift.Voxels <= AcceptedShift ? null : string.Create(CultureInfo.InvariantCulture,
            $"the shapes agree, but its affine puts voxels up to {shift.Millimetres:0.####} mm elsewhere");
    }

    /// <summary>
    /// Computes the largest shift between the corners of this grid and of a grid with as many voxels along each axis. An affine map
    /// moves no voxel further than a corner.
    /// </summary>
    /// <param name="other">The reference, whose voxels are the measure.</param>
    public GridShift ShiftFrom(Grid other)
    {
        ArgumentNullException.ThrowIfNull(other);
        // The inverse of a matrix of mm takes a shift in mm to voxels of the reference.
        var inverseTransposed = Matrix3.InverseTransposed(other.InMillimetres());
        var largest = default(GridShift);
        Span<double> shift = stackalloc double[3];
        for (var corner = 0; corner < 8; corner++)
        {
            Span<double> voxel = [End(corner & 1, Shape.X), End(corner >> 1 & 1, Shape.Y), End(corner >> 2, Shape.Z)];
            for (var row = 0; row < 3; row++)
            {
                shift[row] = Position(row, voxel) - other.Position(row, voxel);
            }

            var voxels = 0.0;
            for (var axis = 0; axis < 3; axis++)
            {
                var along = shift[0] * inverseTransposed[0, axis] + shift[1] * inverseTransposed[1, axis]
                    + shift[2] * inverseTransposed[2, axis];
                voxels += along * along;
            }

            var length = Math.Sqrt(shift[0] * shift[0] + shift[1] * shift[1] + shift[2] * shift[2]);
            largest = new(Math.Max(largest.Millimetres, length), Math.Max(largest.Voxels, Math.Sqrt(voxels)));
        }

        return largest;

        // The outer corners of the field of view: a single slice may be thicker than another.
        static double End(int side, int voxels) => side * voxels - 0.5;
    }

    /// <summary>Computes the matrix that takes voxel indices to mm: a copy of the affine, its unit applied.</summary>
    public double[,] InMillimetres()
    {
        var matrix = Affine;
        for (var i = 0; i < 12; i++)
        {
            matrix[i / 4, i % 4] *= Millimetres;
        }

        return matrix;
    }

    /// <summary>Computes one world coordinate of a place between voxels, in mm.</summary>
    /// <param name="axis">0 for x (towards the right), 1 for y (front), 2 for z (head).</param>
    /// <param name="voxel">Indices i, j, k; whole numbers are the centres of voxels.</param>
    public double Position(int axis, ReadOnlySpan<double> voxel)
    {
        var position = Entry(axis, 3);
        for (var column = 0; column < 3; column++)
        {
            position += Entry(axis, column) * voxel[column];
        }

        return position;
    }

    /// <summary>
    /// Describes the grid in one line: shape, spacing in mm, orientation, and the world position of the first voxel in mm.
    /// </summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{ShapeText} voxels of {Spacing.X:0.####} x {Spacing.Y:0.####} x {Spacing.Z:0.####} mm, {Orientation}, "
        + $"first at ({Origin(0)}, {Origin(1)}, {Origin(2)}) mm");

    // The determinant covers the directions, the last column the place.
    internal static bool IsUsable(double[,] affine) =>
        affine.GetLength(0) == 4 && affine.GetLength(1) == 4
        && Matrix3.Determinant(affine) is var determinant && determinant != 0
        && double.IsFinite(determinant + affine[0, 3] + affine[1, 3] + affine[2, 3]);

    private string ShapeText => $"{Shape.X} x {Shape.Y} x {Shape.Z}";

    // Adding 0 turns -0 into 0.
    private double Origin(int row) => Math.Round(Entry(row, 3), 3) + 0.0;

    private double Entry(int row, int column) => _affine[row, column] * Millimetres;

    private double SpacingOf(int column) => Matrix3.ColumnLength(_affine, column) * Millimetres;
}

/// <summary>The largest shift of a corner between two grids.</summary>
/// <param name="Millimetres">Distance in mm.</param>
/// <param name="Voxels">Distance in voxels of the reference: the length of the shift in its voxel indices.</param>
public readonly record struct GridShift(double Millimetres, double Voxels);
