using GpuSeg.Source.Tests.Graph;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace GpuSeg.Source.Tests.Reading;

/// <summary>Projects and C# files of a repository, parsed, and the texts beside them.</summary>
internal sealed class SourceTree
{
    private static readonly string[] _areas = ["engine", "kernels", "host", "bench", "tests"];
    private static readonly string[] _textEndings = [".md", ".py", ".js", ".css", ".csproj", ".props", ".targets"];
    private static readonly CSharpParseOptions _parsing = new(LanguageVersion.Latest, DocumentationMode.Parse);

    private readonly Lazy<ProductCompilation> _compilation;
    private readonly Lazy<UseGraph> _graph;

    private SourceTree(
        string root, IReadOnlyList<ProjectSource> projects, IReadOnlyList<string> paths, IEnumerable<(string Path, string Text)> files)
    {
        (Root, Paths) = (root, paths);
        Projects = projects;
        var all = files.ToArray();
        Files = all.Where(file => file.Path.EndsWith(".cs", StringComparison.Ordinal))
            .AsParallel().AsOrdered()
            .Select(file => Parse(projects, file.Path, file.Text))
            .OfType<SourceFile>()
            .ToArray();
        Texts = all.Where(file => _textEndings.Contains(Path.GetExtension(file.Path))).ToArray();
        _compilation = new Lazy<ProductCompilation>(() => new ProductCompilation(this));
        _graph = new Lazy<UseGraph>(() => new UseGraph(this));
    }

    /// <summary>Folder of the repository; empty for a tree made of texts.</summary>
    public string Root { get; }

    /// <summary>Paths of all files that were looked at, whatever their kind.</summary>
    public IReadOnlyList<string> Paths { get; }

    public IReadOnlyList<ProjectSource> Projects { get; }

    public IReadOnlyList<SourceFile> Files { get; }

    /// <summary>Documents, scripts and project files.</summary>
    public IReadOnlyList<(string Path, string Text)> Texts { get; }

    public IEnumerable<SourceFile> Product => Files.Where(file => file.Project.IsProduct);

    public IEnumerable<SourceFile> Tests => Files.Where(file => file.Project.IsTest);

    public ProductCompilation Compilation => _compilation.Value;

    public UseGraph Graph => _graph.Value;

    /// <summary>Reads the repository that holds a folder.</summary>
    public static SourceTree Read(string folder)
    {
        var root = RootAbove(folder);
        string[] paths = _areas.Where(area => Directory.Exists(Path.Combine(root, area)))
            .SelectMany(area => Below(Path.Combine(root, area)))
            .Concat(Directory.EnumerateFiles(root))
            .Concat(Directory.Exists(Path.Combine(root, "docs")) ? Below(Path.Combine(root, "docs")) : [])
            .Select(path => Path.GetRelativePath(root, path).Replace('\\', '/'))
            .Order(StringComparer.Ordinal)
            .ToArray();
        var projects = paths.Where(path => path.EndsWith(".csproj", StringComparison.Ordinal))
            .Select(path => ProjectSource.Parse(path[..path.LastIndexOf('/')], File.ReadAllText(Path.Combine(root, path))))
            .ToArray();
        var read = paths.Where(path =>
            path.EndsWith(".cs", StringComparison.Ordinal) || _textEndings.Contains(Path.GetExtension(path)));
        return new SourceTree(root, projects, paths, read.Select(path => (path, File.ReadAllText(Path.Combine(root, path)))));
    }

    /// <summary>Makes a tree of texts, for tests; "host/GpuSeg.Cli/Options/Scope.cs" is a file of the project GpuSeg.Cli.</summary>
    public static SourceTree FromTexts(params (string Path, string Text)[] files)
    {
        var projects = files.Where(file => file.Path.EndsWith(".cs", StringComparison.Ordinal))
            .Select(file => string.Join('/', file.Path.Split('/').Take(2)))
            .Distinct()
            .Select(path => ProjectSource.Parse(path, "<Project />"))
            .ToArray();
        return new SourceTree("", projects, [.. files.Select(file => file.Path)], files);
    }

    /// <summary>Parses a file; null if it belongs to no project.</summary>
    private static SourceFile? Parse(IEnumerable<ProjectSource> projects, string path, string text) =>
        projects.FirstOrDefault(project => path.StartsWith(project.Path + "/", StringComparison.Ordinal)) is { } owner
            ? new SourceFile(owner, path, CSharpSyntaxTree.ParseText(text, _parsing, path))
            : null;

    private static string RootAbove(string folder)
    {
        for (DirectoryInfo? at = new(Path.GetFullPath(folder)); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "GpuSeg.sln")))
            {
                return at.FullName;
            }
        }

        throw new DirectoryNotFoundException($"{folder}: no folder above it holds GpuSeg.sln");
    }

    private static IEnumerable<string> Below(string folder) =>
        Directory.EnumerateFiles(folder)
            .Concat(Directory.EnumerateDirectories(folder)
                .Where(child => Path.GetFileName(child) is not ("bin" or "obj" or "artifacts" or "TestResults" or "results"))
                .SelectMany(Below));
}
