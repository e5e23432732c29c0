using System.Diagnostics.CodeAnalysis;
using System.Formats.Tar;

namespace GpuSeg.Images.Files;

/// <summary>Recognises paths that look like files and cannot be read: named pipes, and links whose target is missing.</summary>
public static class InputFile
{
    private const string AnnexFolder = ".git/annex/objects";

    /// <summary>Returns whether the path is a link without a target, as DataLad leaves it for content that was not fetched.</summary>
    public static bool IsBrokenLink(string path) => new FileInfo(path).LinkTarget is not null && !Path.Exists(RealPath.Resolve(path));

    /// <summary>Refuses a link without a target.</summary>
    /// <exception cref="ImageException">The path is such a link; the message says how to fetch the content.</exception>
    public static void RefuseBrokenLink(string path)
    {
        if (IsBrokenLink(path))
        {
            RefuseMissingContent(path);
        }
    }

    /// <summary>Refuses a link whose target is missing.</summary>
    [DoesNotReturn]
    internal static void RefuseMissingContent(string path) =>
        ImageErrors.ContentNotPresent(path, new FileInfo(path).LinkTarget?.Contains(AnnexFolder, StringComparison.Ordinal) == true);

    /// <summary>Returns whether the path, or the target of its links, is a named pipe.</summary>
    /// <exception cref="IOException">The file system does not answer, or links lead in a circle.</exception>
    internal static bool IsPipe(string path)
    {
        var file = new FileInfo(path);
        if (file.LinkTarget is not null)
        {
            file = (FileInfo)file.ResolveLinkTarget(returnFinalTarget: true)!;
        }
        return file is { Exists: true, Length: 0 } && IsFifo(file.FullName);
    }

    // FileInfo does not distinguish pipes from empty files; the writer of tar archives does.
    private static bool IsFifo(string path)
    {
        using var archive = new MemoryStream();
        using (var writer = new TarWriter(archive, leaveOpen: true))
        {
            writer.WriteEntry(path, "file");
        }
        archive.Position = 0;
        using var reader = new TarReader(archive);
        return reader.GetNextEntry()?.EntryType == TarEntryType.Fifo;
    }
}
