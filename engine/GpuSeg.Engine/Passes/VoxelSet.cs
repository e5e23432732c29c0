using GpuSeg.Engine.Voxels;
using MathNet.Numerics.Random;

namespace GpuSeg.Engine.Passes;

/// <summary>Voxels loaded once into a backend's memory; any number of models is fitted to them and applied to them.</summary>
public sealed class VoxelSet : IDisposable
{
    private readonly List<IDisposable> _kept = [];
    private VoxelSample? _sample;

    private VoxelSet(
        IBackend backend, FeatureMatrix features, VoxelFrame frame, VoxelLattice? lattice = null, VoxelSample? sample = null) =>
        (Backend, Features, Frame, Lattice, Passes, _sample) =
            (backend, features, frame, lattice, backend.Load(features, frame), sample);

    /// <summary>The backend that holds the voxels.</summary>
    public IBackend Backend { get; }

    /// <summary>The voxels in the user's units, on the host.</summary>
    public FeatureMatrix Features { get; }

    /// <summary>The coordinates in which <see cref="Passes"/> speaks.</summary>
    public VoxelFrame Frame { get; }

    /// <summary>The places of the voxels in their grid; null if they are not known.</summary>
    public VoxelLattice? Lattice { get; }

    /// <summary>The sweeps that the backend offers over these voxels.</summary>
    public IVoxelPasses Passes { get; }

    /// <summary>N, the number of voxels.</summary>
    public int Count => Features.Count;

    /// <summary>D, the number of features of a voxel.</summary>
    public int Dimensions => Features.Dimensions;

    /// <summary>Loads <paramref name="features"/> into <paramref name="backend"/>.</summary>
    /// <param name="backend">Receives the voxels.</param>
    /// <param name="features">The voxels in the user's units.</param>
    /// <param name="lattice">The places of the voxels, which neighbours and a bias field need.</param>
    /// <exception cref="ArgumentException">The lattice has another number of voxels.</exception>
    public static VoxelSet Load(IBackend backend, FeatureMatrix features, VoxelLattice? lattice = null)
    {
        ArgumentNullException.ThrowIfNull(backend);
        ArgumentNullException.ThrowIfNull(features);
        Arguments.Require(
            lattice is null || lattice.Count == features.Count,
            "lattice",
            $"of {lattice?.Count} voxels",
            $"of as many as there are rows, {features.Count}");
        return new(backend, features, VoxelFrame.Of(features), lattice);
    }

    /// <summary>Loads a sample of the voxels into the same backend and frame: models of the sample are models of the voxels.</summary>
    internal VoxelSet LoadSample(RandomSource random, int most)
    {
        var sample = VoxelSample.Of(Features, random, most);
        return new(Backend, sample.Features, Frame, sample: sample);
    }

    /// <summary>Keeps <paramref name="state"/> of these voxels until they are disposed of.</summary>
    internal T Keep<T>(T state)
        where T : IDisposable
    {
        lock (_kept)
        {
            _kept.Add(state);
        }

        return state;
    }

    /// <summary>Releases the backend's copy of the voxels and all state that it keeps for them.</summary>
    public void Dispose()
    {
        _kept.ForEach(state => state.Dispose());
        _kept.Clear();
        Passes.Dispose();
        _sample?.Dispose();
        _sample = null;
    }
}
