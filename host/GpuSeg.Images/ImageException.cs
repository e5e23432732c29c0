namespace GpuSeg.Images;

/// <summary>Input that cannot be used; the message is one sentence: what was found, in which file, what was expected, what to do.</summary>
public sealed class ImageException : Exception
{
    /// <summary>Creates the exception from the sentence a user reads.</summary>
    public ImageException(string message, Exception? inner = null) : base(message, inner) { }
}
