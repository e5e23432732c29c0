using System.Xml.Linq;

namespace GpuSeg.Source.Tests.Reading;

/// <summary>Project file, as far as the rules need it.</summary>
internal sealed class ProjectSource
{
    private ProjectSource(string path, XDocument document)
    {
        Path = path;
        Name = path[(path.LastIndexOf('/') + 1)..];
        References = Names(document, "ProjectReference").Select(System.IO.Path.GetFileNameWithoutExtension).ToArray()!;
        Friends = Names(document, "InternalsVisibleTo").ToArray();
        Usings = Names(document, "Using").ToArray();
        Assembly = document.Descendants("AssemblyName").FirstOrDefault()?.Value ?? Name;
    }

    /// <summary>Folder of the project below the repository, with slashes.</summary>
    public string Path { get; }

    public string Name { get; }

    public string Assembly { get; }

    public IReadOnlyList<string> References { get; }

    /// <summary>Assemblies that see the internals.</summary>
    public IReadOnlyList<string> Friends { get; }

    public IReadOnlyList<string> Usings { get; }

    public bool IsProduct => Path.StartsWith("engine/", StringComparison.Ordinal) || Path.StartsWith("kernels/", StringComparison.Ordinal)
        || Path.StartsWith("host/", StringComparison.Ordinal);

    public bool IsTest => Path.StartsWith("tests/", StringComparison.Ordinal);

    public static ProjectSource Parse(string path, string xml) => new(path, XDocument.Parse(xml));

    private static IEnumerable<string> Names(XDocument document, string item) =>
        document.Descendants(item).Select(element => (string?)element.Attribute("Include")).OfType<string>();
}
