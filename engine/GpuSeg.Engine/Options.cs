namespace GpuSeg.Engine;

/// <summary>The messages about options and shapes that the estimators refuse.</summary>
internal static class Options
{
    /// <summary>What to do about a fit that did not come to rest.</summary>
    public static string ToConverge(IEstimator estimator) => estimator.Converge ? "raise max_iter" : "raise max_iter or tol";

    public static void Require(bool valid, string option, object found, string expected)
    {
        if (!valid)
        {
            throw new ArgumentException($"{option} is {found}; it must be {expected}.");
        }
    }

    public static void RequireVoxels(VoxelSet voxels, int clusters)
    {
        if (voxels.Count < clusters)
        {
            throw new ArgumentException($"There are {clusters} clusters for {voxels.Count} voxels; use fewer clusters or a larger mask.");
        }
    }

    public static void RequireLength(IReadOnlyList<double>? values, int length, string name, string shape)
    {
        if (values is not null && values.Count != length)
        {
            throw new StartException($"{name} holds {values.Count} values; shape {shape} needs {length}.");
        }

        if (values?.Any(value => !double.IsFinite(value)) == true)
        {
            throw new StartException($"{name} holds a value that is not finite.");
        }
    }

    public static void RequireDimensions(VoxelSet voxels, int dimensions)
    {
        if (voxels.Dimensions != dimensions)
        {
            throw new ArgumentException($"The voxels have {voxels.Dimensions} features; the model was fitted to {dimensions}.");
        }
    }
}
