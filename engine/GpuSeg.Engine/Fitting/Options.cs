using GpuSeg.Engine.Passes;
using GpuSeg.Engine.Voxels;

namespace GpuSeg.Engine.Fitting;

/// <summary>The messages about options and shapes that the estimators refuse.</summary>
internal static class Options
{
    /// <summary>Names the parameters to raise for a fit that did not come to rest.</summary>
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

    /// <summary>Refuses weights of a model, (K), unless there are 1 to 255, none is negative, and they sum to 1.</summary>
    public static void RequireShares(IReadOnlyList<double> shares, string name)
    {
        ArgumentNullException.ThrowIfNull(shares);
        Arguments.Require(shares.Count is >= 1 and <= byte.MaxValue, name, $"of length {shares.Count}", "1 to 255 numbers");
        var sumToOne = shares.All(share => share >= 0) && Math.Abs(shares.Sum() - 1) <= 1e-5;
        Arguments.Require(sumToOne, name, string.Join(", ", shares), "numbers that are not negative and sum to 1");
    }

    /// <summary>Returns D of finite points, (K, D).</summary>
    public static int DimensionsOf(IReadOnlyList<double> points, int clusters, string name)
    {
        var fits = points.Count > 0 && points.Count % clusters == 0;
        Arguments.Require(fits, name, $"{points.Count} numbers", $"rows of the same length for {clusters} clusters");
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
