namespace GpuSeg.Images.Regridding;

/// <summary>The interpolation of scans that are resampled; masks and labels take the nearest voxel.</summary>
public enum Interpolation
{
    /// <summary>Trilinear: the weighted mean of the eight voxels around a place.</summary>
    Linear,

    /// <summary>Cubic B-spline through the voxels, limited to the range of the eight voxels around a place.</summary>
    Cubic,
}
