using System.Diagnostics.CodeAnalysis;

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

/// <summary>Messages about output that cannot be written.</summary>
internal static class OutputErrors
{
    [DoesNotReturn]
    public static void Exists(string path) =>
        throw new OutputException($"{path} exists already; allow overwriting to replace it or choose another output name.")
        {
            IsSolvedByOverwriting = true,
        };

    [DoesNotReturn]
    public static void IsFolder(string path) =>
        throw new OutputException($"{path} is a folder where a file is to be written; choose another output name.");

    public static OutputException IsFile(string path) =>
        new($"{path} is a file where a folder was expected; choose another output folder.");

    [DoesNotReturn]
    public static void NoFolder(string path, string folder) =>
        throw new OutputException($"{path} cannot be written because the folder {folder} does not exist; create it first.");

    [DoesNotReturn]
    public static void IsInput(string path) =>
        throw new OutputException($"{path} is an input of this run and inputs are never overwritten; choose another output name.");

    [DoesNotReturn]
    public static void Twice(string path) =>
        throw new OutputException($"{path} is named for two outputs of this run; choose different output names.");
}
