using GpuSeg.Engine.Passes;
using GpuSeg.Engine.Voxels;

namespace GpuSeg.Kernels.Shared;

/// <summary>Refuses arguments that kernels, which work on bare memory, would not notice.</summary>
internal static class ArgumentChecks
{
    /// <summary>
    /// Refuses weights other than one positive, finite number for each of <paramref name="rows"/> rows; null is accepted.
    /// </summary>
    public static void Weights(float[]? weights, int rows)
    {
        if (weights is null)
        {
            return;
        }

        if (weights.Length != rows)
        {
            throw new ArgumentException($"There are {weights.Length} weights for {rows} rows; every row needs one.", nameof(weights));
        }

        var bad = Array.FindIndex(weights, weight => !(weight > 0 && float.IsFinite(weight)));
        if (bad >= 0)
        {
            throw new ArgumentException(
                $"The weight of row {bad} is {weights[bad]}; weights must be positive and finite.", nameof(weights));
        }
    }

    /// <summary>Refuses a model of another number of features than the voxels: kernels would read past the end of the smaller.</summary>
    public static void Dimensions(int model, int voxels)
    {
        if (model != voxels)
        {
            throw new ArgumentException($"The model has {model} features, but the voxels have {voxels}.", nameof(model));
        }
    }

    /// <summary>Refuses a lattice of another number of voxels than <paramref name="rows"/>, and rows with weights.</summary>
    public static void Field(VoxelLattice lattice, NeighbourPrior prior, int rows, bool hasWeights)
    {
        ArgumentNullException.ThrowIfNull(lattice);
        ArgumentNullException.ThrowIfNull(prior);
        if (lattice.Count != rows)
        {
            throw new ArgumentException(
                $"The lattice has {lattice.Count} voxels for {rows} rows; every row needs a place.", nameof(lattice));
        }

        if (hasWeights)
        {
            throw new ArgumentException("Rows with weights have no neighbours; load each voxel as a row of its own.", nameof(hasWeights));
        }
    }
}
