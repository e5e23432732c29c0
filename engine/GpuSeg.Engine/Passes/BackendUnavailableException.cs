namespace GpuSeg.Engine.Passes;

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
