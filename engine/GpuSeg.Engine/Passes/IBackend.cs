namespace GpuSeg.Engine.Passes;

/// <summary>A place where passes over voxels run: a processor or a graphics card.</summary>
/// <remarks>Several threads may each use voxels of their own on one backend at once; their passes may wait for one another.</remarks>
public interface IBackend : IDisposable
{
    /// <summary>The name that users choose it by, such as cpu or cuda.</summary>
    string Name { get; }

    /// <summary>What it runs on, for people: device name, threads, vector width.</summary>
    string Device { get; }

    /// <summary>Copies the voxels, seen in <paramref name="frame"/>, into this backend's memory.</summary>
    IVoxelPasses Load(FeatureMatrix features, VoxelFrame frame);
}
