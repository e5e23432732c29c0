namespace GpuSeg.Images;

/// <summary>The kind of values that an image holds, which decides how it may be resampled.</summary>
public enum GridContent
{
    /// <summary>Measured values, which may be interpolated.</summary>
    Intensities,

    /// <summary>A mask or labels: a value between two of them has no meaning.</summary>
    Labels,
}
