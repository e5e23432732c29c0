using GpuSeg.Engine.Passes;
using GpuSeg.Engine.Voxels;

namespace GpuSeg.Engine.Fitting;

/// <summary>The messages about options and shapes that the estimators refuse.</summary>
internal static class Options
{
    /// <summary>Advises how to bring a fit to rest that did not come there.</summary>
    public static string ToConverge(bool converge) => converge ? "raise max_iter" : "raise max_iter or tol";

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

    /// <summary>Weights of a model, (K): 1 to 255 of them, none negative, summing to 1.</summary>
    public static void RequireShares(IReadOnlyList<double> shares, string name)
    {
        ArgumentNullException.ThrowIfNull(shares);
        Arguments.Require(shares.Count is >= 1 and <= byte.MaxValue, name, $"of length {shares.Count}", "1 to 255 numbers");
        Arguments.Require(shares.All(share => share >= 0) && Math.Abs(shares.Sum() - 1) <= 1e-5, name, string.Join(", ", shares), "numbers that are not negative and sum to 1");
    }

    /// <summary>D of finite points, (K, D).</summary>
    public static int DimensionsOf(IReadOnlyList<double> points, int clusters, string name)
    {
        Arguments.Require(points.Count > 0 && points.Count % clusters == 0, name, $"{points.Count} numbers", $"rows of the same length for {clusters} clusters");
        Arguments.Require(points.All(double.IsFinite), name, "not finite", "finite numbers");
        return points.Count / clusters;
    }

    public static void RequireDimensions(VoxelSet voxels, int dimensions)
    {
        if (voxels.Dimensions != dimensions)
        {
            throw new ArgumentException($"The voxels have {voxels.Dimensions} features; the model was fitted to {dimensions}.");
        }
    }
}
