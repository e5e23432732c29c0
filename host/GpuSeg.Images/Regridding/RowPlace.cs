namespace GpuSeg.Images.Regridding;

/// <summary>The places of a row of target voxels in the source: the part in the field of view, and the way along each axis.</summary>
internal readonly struct RowPlace
{
    // Half a voxel, and room for headers in float32.
    private const double Face = 0.5 + 1e-3;

    /// <summary>Computes the places of a row.</summary>
    /// <param name="map">Target indices to source indices, 3x4.</param>
    /// <param name="row">The target's index y.</param>
    /// <param name="slice">The target's index z.</param>
    /// <param name="width">Voxels in the row.</param>
    /// <param name="shape">Shape of the source.</param>
    public RowPlace(double[,] map, int row, int slice, int width, (int X, int Y, int Z) shape)
    {
        X = Axis.Of(map, 0, row, slice, shape.X, 1);
        Y = Axis.Of(map, 1, row, slice, shape.Y, shape.X);
        Z = Axis.Of(map, 2, row, slice, shape.Z, shape.X * shape.Y);
        var (first, end) = (0, width);
        while (first < end && !IsInside(first))
        {
            first++;
        }

        while (first < end && !IsInside(end - 1))
        {
            end--;
        }

        (First, End) = (first, end);
    }

    /// <summary>The first voxel in the field of view; a line leaves a convex field only once.</summary>
    public int First { get; }

    /// <summary>The voxel after the last in the field of view.</summary>
    public int End { get; }

    public Axis X { get; }

    public Axis Y { get; }

    public Axis Z { get; }

    private bool IsInside(int voxel) => X.IsInside(voxel) && Y.IsInside(voxel) && Z.IsInside(voxel);

    /// <summary>The way of a row along one axis of the source.</summary>
    /// <param name="Start">Place of the first voxel.</param>
    /// <param name="Step">Distance of neighbouring voxels.</param>
    /// <param name="Last">The last index of the source.</param>
    /// <param name="Stride">Distance of neighbours in memory.</param>
    internal readonly record struct Axis(double Start, double Step, int Last, int Stride)
    {
        public static Axis Of(double[,] map, int axis, int row, int slice, int length, int stride) =>
            new(map[axis, 1] * row + map[axis, 2] * slice + map[axis, 3], map[axis, 0], length - 1, stride);

        public bool IsInside(int voxel) => Start + Step * voxel is var place && place >= -Face && place <= Last + Face;

        /// <summary>Finds the neighbours of a place; places beyond the last centres have the outermost voxel alone.</summary>
        public Neighbours Around(int voxel)
        {
            var place = Math.Clamp(Start + Step * voxel, 0, Last);
            var index = Math.Min((int)place, Math.Max(0, Last - 1));
            return new(index * Stride, Last == 0 ? 0 : Stride, place - index);
        }

        /// <summary>Finds the neighbours of a place that a cubic spline needs.</summary>
        public CubicSpline.Taps TapsAround(int voxel)
        {
            var place = Math.Clamp(Start + Step * voxel, 0, Last);
            var index = Math.Min((int)place, Math.Max(0, Last - 1));
            return new(index, place - index, Last, Stride);
        }

        /// <summary>Finds the voxel nearest to a place, the upper one of two, as an offset in memory.</summary>
        public int Nearest(int voxel) => (int)Math.Clamp(Math.Floor(Start + Step * voxel + 0.5), 0, Last) * Stride;
    }

    /// <summary>The two voxels along an axis that a place lies between.</summary>
    /// <param name="Low">The lower one, as an offset in memory.</param>
    /// <param name="Next">Distance in memory to the upper one; 0 along an axis of one voxel.</param>
    /// <param name="Share">Weight of the upper one, 0 to 1.</param>
    internal readonly record struct Neighbours(int Low, int Next, double Share)
    {
        /// <summary>Returns the weight of the lower voxel, 0, or of the upper one, 1.</summary>
        public double Weight(int side) => side == 1 ? Share : 1 - Share;
    }
}
