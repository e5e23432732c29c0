using GpuSeg.Engine.Voxels;

namespace GpuSeg.Engine.Passes;

/// <summary>A place where passes over voxels run: a CPU or a GPU.</summary>
/// <remarks>Several threads may each use voxels of their own on one backend at once; their passes may wait for one another.</remarks>
public interface IBackend : IDisposable
{
    /// <summary>The name that users choose it by, such as cpu or cuda.</summary>
    string Name { get; }

    /// <summary>The hardware, for people, for people: device name, threads, vector width.</summary>
    string Device { get; }

    /// <summary>
    /// Whether it has a device of its own, one for all threads of a process; else it works on the threads that it was started with.
    /// </summary>
    bool HasDevice => false;

    /// <summary>Copies the voxels, seen in <paramref name="frame"/>, into this backend's memory.</summary>
    /// <remarks>
    /// Weighted rows are meant for a few thousand representatives, such as the bins of a histogram:
    /// a GPU, on which a launch costs more than a whole pass over so few, leaves them to one CPU thread.
    /// </remarks>
    /// <param name="features">The voxels in the user's units.</param>
    /// <param name="frame">The coordinates in which the passes speak.</param>
    /// <param name="weights">Number of voxels that each row represents, positive and finite; shape (N). Null: one each.</param>
    /// <exception cref="ArgumentException">There are more or fewer weights than rows, or one is not positive and finite.</exception>
    /// <exception cref="BackendUnavailableException">
    /// The voxels do not fit into its memory, or there are more features than it takes.
    /// </exception>
    IVoxelPasses Load(FeatureMatrix features, VoxelFrame frame, float[]? weights = null);
}

/// <summary>A backend that cannot run on this machine, or not with these voxels; the message says precisely why.</summary>
public sealed class BackendUnavailableException : Exception
{
    /// <summary>Creates the exception with the reason a user reads.</summary>
    public BackendUnavailableException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with the reason a user reads and the error underneath.</summary>
    public BackendUnavailableException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
