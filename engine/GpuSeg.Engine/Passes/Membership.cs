namespace GpuSeg.Engine.Passes;

/// <summary>The way in which a voxel belongs to the components of a mixture.</summary>
public enum Membership
{
    /// <summary>By its responsibilities, which sum to 1.</summary>
    Soft,

    /// <summary>To the component of largest log-density alone, the first on a tie.</summary>
    Hard,
}
