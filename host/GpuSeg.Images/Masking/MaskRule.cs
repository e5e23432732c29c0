namespace GpuSeg.Images.Masking;

/// <summary>The voxels that an image keeps if there is no mask file.</summary>
public enum MaskRule
{
    /// <summary>Finite and greater than 0.</summary>
    Positive,

    /// <summary>Finite and not 0.</summary>
    NonZero,
}

/// <summary>The test that a voxel of one image must pass.</summary>
internal enum VoxelTest
{
    /// <summary>Finite and above 0.</summary>
    Positive,

    /// <summary>Finite and not 0.</summary>
    NonZero,

    /// <summary>Finite; used for images under a mask file.</summary>
    Finite,
}

internal static class MaskRules
{
    /// <summary>Gives the test that the rule sets for every image.</summary>
    public static VoxelTest Test(this MaskRule rule) => rule == MaskRule.Positive ? VoxelTest.Positive : VoxelTest.NonZero;
}
