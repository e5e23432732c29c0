using GpuSeg.Engine.Voxels;
using MathNet.Numerics.Random;

namespace GpuSeg.Engine.Passes;

/// <summary>Voxels loaded once into a backend's memory; any number of models is fitted to them and applied to them.</summary>
public sealed class VoxelSet : IDisposable
{
    private VoxelSample? _sample;

    private VoxelSet(IBackend backend, FeatureMatrix features, VoxelFrame frame, VoxelSample? sample = null) =>
        (Backend, Features, Frame, Passes, _sample) = (backend, features, frame, backend.Load(features, frame), sample);

    /// <summary>The backend that holds the voxels.</summary>
    public IBackend Backend { get; }

    /// <summary>The voxels in the user's units, on the host.</summary>
    public FeatureMatrix Features { get; }

    /// <summary>The coordinates in which <see cref="Passes"/> speaks.</summary>
    public VoxelFrame Frame { get; }

    /// <summary>The sweeps that the backend offers over these voxels.</summary>
    public IVoxelPasses Passes { get; }

    /// <summary>N, the number of voxels.</summary>
    public int Count => Features.Count;

    /// <summary>D, the number of features of a voxel.</summary>
    public int Dimensions => Features.Dimensions;

    /// <summary>Loads <paramref name="features"/> into <paramref name="backend"/>.</summary>
    public static VoxelSet Load(IBackend backend, FeatureMatrix features)
    {
        ArgumentNullException.ThrowIfNull(backend);
        ArgumentNullException.ThrowIfNull(features);
        return new(backend, features, VoxelFrame.Of(features));
    }

    /// <summary>Loads a sample of the voxels into the same backend and frame: models of the sample are models of the voxels.</summary>
    internal VoxelSet LoadSample(RandomSource random, int most)
    {
        var sample = VoxelSample.Of(Features, random, most);
        return new(Backend, sample.Features, Frame, sample);
    }

    /// <summary>Releases the backend's copy of the voxels.</summary>
    public void Dispose()
    {
        Passes.Dispose();
        _sample?.Dispose();
        _sample = null;
    }
}
