using GpuSeg.Source.Tests.Reading;

namespace GpuSeg.Source.Tests.Graph;

/// <summary>Uses that lead from one folder of a project to another.</summary>
internal sealed record FolderArrow(string From, string To, IReadOnlyList<(SourceFile File, int Line, SourceFile Used)> Uses)
{
    public override string ToString()
    {
        var (file, line, used) = Uses[0];
        var name = used.Path[(used.Path.LastIndexOf('/') + 1)..];
        return $"{Named(From)} -> {Named(To)} ({Uses.Count} uses, the first at {file.Path}:{line} of {name})";
    }

    /// <summary>Returns the name under which a folder is printed.</summary>
    public static string Named(string folder) => folder.Length == 0 ? "(root)" : folder;
}
