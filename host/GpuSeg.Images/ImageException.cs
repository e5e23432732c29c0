namespace GpuSeg.Images;

/// <summary>The error for input that cannot be used; its message names the file, what was found and what to do.</summary>
public sealed class ImageException : Exception
{
    /// <summary>Creates the exception from the sentence a user reads.</summary>
    public ImageException(string message, Exception? inner = null) : base(message, inner) { }

    /// <summary>Whether the same images could be used with another mask file or mask rule.</summary>
    public bool IsSolvedByAnotherMask { get; init; }

    /// <summary>Creates the error for a file that does not exist.</summary>
    public static ImageException Missing(string path) => new($"{path} does not exist; check the spelling of the path.");

    /// <summary>Creates the error for a file that the system refuses to read.</summary>
    /// <param name="path">The file.</param>
    /// <param name="why">The system's error.</param>
    public static ImageException Unreadable(string path, Exception why)
    {
        ArgumentNullException.ThrowIfNull(why);
        return new($"{path} cannot be read ({why.Message.TrimEnd('.')}); check its permissions and the disk.", why);
    }
}
