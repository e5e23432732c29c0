using System.Formats.Tar;

namespace GpuSeg.Images.Nifti;

/// <summary>Named pipes, which look like files until they are opened.</summary>
internal static class FilePipe
{
    /// <summary>Whether the path, or what it links to, is a named pipe.</summary>
    /// <exception cref="IOException">The file system does not answer, or links lead in a circle.</exception>
    public static bool Is(string path)
    {
        var file = new FileInfo(path);
        if (file.LinkTarget is not null)
            file = (FileInfo)file.ResolveLinkTarget(returnFinalTarget: true)!;
        return file is { Exists: true, Length: 0 } && IsPipe(file.FullName);
    }

    // FileInfo does not tell pipes from empty files; an archive has to.
    private static bool IsPipe(string path)
    {
        using var archive = new MemoryStream();
        using (var writer = new TarWriter(archive, leaveOpen: true))
            writer.WriteEntry(path, "file");
        archive.Position = 0;
        using var reader = new TarReader(archive);
        return reader.GetNextEntry()?.EntryType == TarEntryType.Fifo;
    }
}
