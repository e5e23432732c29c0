using GpuSeg.Engine.Fitting;
using GpuSeg.Engine.Passes;
using GpuSeg.Engine.Voxels;
using GpuSeg.Kernels.Ilgpu;

namespace GpuSeg.Bench.Compare;

/// <summary>Labels of the backend reference (plain loops in double), for comparison with the labels of every timed job.</summary>
internal sealed class LabelCheck(FeatureMatrix features) : IDisposable
{
    private readonly Lazy<(IBackend Backend, VoxelSet Voxels)> _reference = new(() =>
    {
        var backend = Backends.All.Create("reference");
        return (backend, VoxelSet.Load(backend, features));
    });

    /// <summary>Returns the labels of <paramref name="estimator"/> in double, computed on first use.</summary>
    public Lazy<byte[]> Expected(IEstimator estimator) =>
        new(() => estimator.Fit(_reference.Value.Voxels).Labels());

    /// <summary>Computes the share of labels equal to the expected labels, which repeat as the voxels do.</summary>
    public static double EqualShare(ReadOnlySpan<byte> labels, ReadOnlySpan<byte> expected)
    {
        var equal = 0L;
        for (var start = 0; start < labels.Length; start += expected.Length)
        {
            var part = labels.Slice(start, Math.Min(expected.Length, labels.Length - start));
            for (var i = 0; i < part.Length; i++)
            {
                equal += part[i] == expected[i] ? 1 : 0;
            }
        }

        return (double)equal / labels.Length;
    }

    public void Dispose()
    {
        if (_reference.IsValueCreated)
        {
            _reference.Value.Voxels.Dispose();
            _reference.Value.Backend.Dispose();
        }
    }
}
