using System.Text.Json;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace GpuSeg.Source.Tests.Reading;

/// <summary>Compilations of the product's projects, each with references to those that it names.</summary>
internal sealed class ProductCompilation
{
    private static readonly string[] _implicitUsings =
    [
        "System", "System.Collections.Generic", "System.IO", "System.Linq", "System.Net.Http", "System.Threading", "System.Threading.Tasks",
    ];

    private static readonly CSharpParseOptions _parsing = new(LanguageVersion.Latest);

    private readonly Dictionary<string, CSharpCompilation> _byProject = [];
    private readonly Dictionary<SyntaxTree, SemanticModel> _models = [];
    private readonly SourceTree _source;

    public ProductCompilation(SourceTree source)
    {
        _source = source;
        foreach (var project in source.Projects.Where(project => project.IsProduct))
        {
            Compile(project);
        }

        foreach (var file in source.Product)
        {
            _models[file.Tree] = _byProject[file.Project.Name].GetSemanticModel(file.Tree);
        }
    }

    public SemanticModel Model(SourceFile file) => _models[file.Tree];

    /// <summary>Returns the errors in declarations; bodies that only a source generator writes are not missed.</summary>
    public IEnumerable<Diagnostic> Errors() =>
        _byProject.Values.AsParallel().SelectMany(compilation => compilation.GetDeclarationDiagnostics())
            .Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error && diagnostic.Id != "CS8795");

    /// <summary>Compiles a program that refers to every project of the product, and returns its errors.</summary>
    public IEnumerable<Diagnostic> ErrorsOf(string program)
    {
        SyntaxTree[] trees = [Generated([], []), CSharpSyntaxTree.ParseText(program, _parsing)];
        var references = Framework().Concat(_byProject.Values.Select(project => project.ToMetadataReference()));
        var options = new CSharpCompilationOptions(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable);
        return CSharpCompilation.Create("Example", trees, references, options).GetDiagnostics()
            .Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
    }

    private CSharpCompilation Compile(ProjectSource project)
    {
        if (_byProject.TryGetValue(project.Name, out var done))
        {
            return done;
        }

        var projects = Referenced(project).Select(Compile).ToArray();
        var trees = _source.Product.Where(file => file.Project == project)
            .Select(file => file.Tree)
            .Append(Generated(project.Usings, project.Friends));
        var references = Framework()
            .Concat(Packages(project))
            .Concat(projects.Select(used => used.ToMetadataReference()));
        CSharpCompilationOptions options = new(
            OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable);
        return _byProject[project.Name] = CSharpCompilation.Create(project.Assembly, trees, references, options);
    }

    /// <summary>Returns the projects that a project refers to, directly or through another.</summary>
    private IEnumerable<ProjectSource> Referenced(ProjectSource project)
    {
        HashSet<string> names = [];
        Queue<string> open = new(project.References);
        while (open.TryDequeue(out string? name))
        {
            if (names.Add(name) && _source.Projects.FirstOrDefault(other => other.Name == name) is { } next)
            {
                foreach (var reference in next.References)
                {
                    open.Enqueue(reference);
                }
            }
        }

        return _source.Projects.Where(other => names.Contains(other.Name));
    }

    /// <summary>Writes what the build generates: global usings and friends.</summary>
    private static SyntaxTree Generated(IEnumerable<string> usings, IEnumerable<string> friends)
    {
        var lines = _implicitUsings.Concat(usings).Select(name => $"global using {name};")
            .Concat(friends.Select(name => $"[assembly: System.Runtime.CompilerServices.InternalsVisibleTo(\"{name}\")]"));
        return CSharpSyntaxTree.ParseText(string.Join('\n', lines), _parsing);
    }

    private static IEnumerable<MetadataReference> Framework()
    {
        var folder = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        return ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetDirectoryName(path) == folder)
            .Select(path => MetadataReference.CreateFromFile(path));
    }

    /// <summary>Returns the assemblies of packages that the last restore chose for a project.</summary>
    private IEnumerable<MetadataReference> Packages(ProjectSource project)
    {
        var assets = Path.Combine(_source.Root, project.Path, "obj", "project.assets.json");
        if (!File.Exists(assets))
        {
            yield break;
        }

        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(assets));
        string[] folders = document.RootElement.GetProperty("packageFolders").EnumerateObject().Select(folder => folder.Name).ToArray();
        foreach (var package in document.RootElement.GetProperty("targets").EnumerateObject().First().Value.EnumerateObject())
        {
            if (package.Value.GetProperty("type").GetString() != "package"
                || !package.Value.TryGetProperty("compile", out var compile))
            {
                continue;
            }

            foreach (var file in compile.EnumerateObject().Where(file => file.Name.EndsWith(".dll", StringComparison.Ordinal)))
            {
                var relative = Path.Combine(package.Name.ToLowerInvariant(), file.Name);
                if (folders.Select(folder => Path.Combine(folder, relative)).FirstOrDefault(File.Exists) is { } found)
                {
                    yield return MetadataReference.CreateFromFile(found);
                }
            }
        }
    }
}
