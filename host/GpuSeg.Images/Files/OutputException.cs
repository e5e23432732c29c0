namespace GpuSeg.Images.Files;

/// <summary>Output that cannot be written; the message is one sentence: which file, why, what to do.</summary>
public sealed class OutputException : Exception
{
    /// <summary>Creates the exception from the sentence a user reads.</summary>
    public OutputException(string message, Exception? inner = null) : base(message, inner) { }
}
