namespace GpuSeg.Images.Masking;

/// <summary>Which voxels an image keeps when no mask file says so.</summary>
public enum MaskRule
{
    /// <summary>Finite and greater than 0.</summary>
    Positive,

    /// <summary>Finite and not 0.</summary>
    NonZero,
}
