using Microsoft.CodeAnalysis;

namespace GpuSeg.Source.Tests.Reading;

/// <summary>C# file of a project with its syntax tree.</summary>
internal sealed class SourceFile
{
    private readonly Lazy<string[]> _lines;

    public SourceFile(ProjectSource project, string path, SyntaxTree tree)
    {
        Project = project;
        Path = path;
        Tree = tree;
        var within = path[(project.Path.Length + 1)..];
        var cut = within.LastIndexOf('/');
        Folder = cut < 0 ? "" : within[..cut];
        _lines = new Lazy<string[]>(() => Tree.GetText().Lines.Select(line => line.ToString()).ToArray());
    }

    public ProjectSource Project { get; }

    /// <summary>Path below the repository, with slashes.</summary>
    public string Path { get; }

    /// <summary>Folder below the project, with slashes; empty at the project's root.</summary>
    public string Folder { get; }

    public SyntaxTree Tree { get; }

    public SyntaxNode Root => Tree.GetRoot();

    public IReadOnlyList<string> Lines => _lines.Value;

    /// <summary>Counts lines as wc does: an end of line closes a line and does not begin another.</summary>
    public int LineCount => Lines.Count > 0 && Lines[^1].Length == 0 ? Lines.Count - 1 : Lines.Count;

    /// <summary>Returns the line, from 1, in which a position lies.</summary>
    public int LineAt(int position) => Tree.GetText().Lines.GetLineFromPosition(position).LineNumber + 1;

    /// <summary>Returns the violation at a node or token of this file.</summary>
    public Violation At(int position, string text) => new(Path, LineAt(position), text);
}
