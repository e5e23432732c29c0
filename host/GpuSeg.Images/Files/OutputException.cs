namespace GpuSeg.Images.Files;

/// <summary>The error for output that cannot be written; its message names the file, the reason and what to do.</summary>
public sealed class OutputException : Exception
{
    /// <summary>Creates the exception from the sentence a user reads.</summary>
    public OutputException(string message, Exception? inner = null) : base(message, inner) { }

    /// <summary>Whether the same call would succeed if it were allowed to replace existing files.</summary>
    public bool IsSolvedByOverwriting { get; init; }

    /// <summary>Creates the error for a file that the system refuses to write.</summary>
    /// <param name="path">The file.</param>
    /// <param name="why">The system's error.</param>
    /// <param name="temporary">A temporary file that the system's message names instead of <paramref name="path"/>, or null.</param>
    public static OutputException Failed(string path, Exception why, string? temporary = null)
    {
        ArgumentNullException.ThrowIfNull(why);
        var reason = temporary is null ? why.Message : why.Message.Replace(temporary, path, StringComparison.Ordinal);
        return new($"{path} cannot be written ({reason.TrimEnd('.')}); check free space and permissions.", why);
    }
}
