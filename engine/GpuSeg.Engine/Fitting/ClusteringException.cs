namespace GpuSeg.Engine.Fitting;

/// <summary>A fit that cannot go on; the message says what was found and what to change.</summary>
public sealed class ClusteringException : Exception
{
    /// <summary>Creates the exception with the sentence a user reads.</summary>
    public ClusteringException(string message)
        : base(message)
    {
    }
}

/// <summary>An explicit start that does not fit the voxels or makes no sense; the message says which part and what was expected.</summary>
public sealed class StartException : ArgumentException
{
    /// <summary>Creates the exception with the sentence a user reads.</summary>
    public StartException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with the sentence a user reads and the error underneath.</summary>
    public StartException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
