using GpuSeg.Engine.Fitting;
using GpuSeg.Engine.Voxels;

namespace GpuSeg.Engine.Exploration;

/// <summary>One clustering of an exploration.</summary>
/// <param name="Images">Columns of the features that are clustered.</param>
/// <param name="Standardise">Whether every image is brought to mean 0 and variance 1 first, see <see cref="StandardScaler"/>.</param>
/// <param name="Estimator">How they are clustered.</param>
public sealed record ExplorationCell(IReadOnlyList<int> Images, bool Standardise, IEstimator Estimator)
{
    /// <summary>Checks whether both cells are of the same images, scaling and estimator.</summary>
    public bool Equals(ExplorationCell? other) =>
        other is not null && Standardise == other.Standardise && Images.SequenceEqual(other.Images) && Estimator.Equals(other.Estimator);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Images.Count, Standardise, Estimator);
}
