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
