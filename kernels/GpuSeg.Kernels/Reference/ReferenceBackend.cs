using GpuSeg.Engine.Passes;
using GpuSeg.Engine.Voxels;
using GpuSeg.Kernels.Shared;

namespace GpuSeg.Kernels.Reference;

/// <summary>The definition of correct: plain loops in double, one voxel after the other, which every backend is tested against.</summary>
public sealed class ReferenceBackend : IBackend
{
    /// <inheritdoc/>
    public string Name => "reference";

    /// <inheritdoc/>
    public string Device => "plain loops in double, 1 thread";

    /// <inheritdoc/>
    public IVoxelPasses Load(FeatureMatrix features, VoxelFrame frame, float[]? weights = null)
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(frame);
        ArgumentChecks.Weights(weights, features.Count);
        var voxels = new double[features.Count * features.Dimensions];
        for (var j = 0; j < features.Dimensions; j++)
        {
            var column = features.Column(j);
            var origin = frame.OriginIn(features, j);
            for (var i = 0; i < column.Length; i++)
            {
                voxels[(i * features.Dimensions) + j] = (column[i] - origin) / frame.Unit;
            }
        }

        return new ReferencePasses(voxels, features.Dimensions, weights?.ToArray());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
