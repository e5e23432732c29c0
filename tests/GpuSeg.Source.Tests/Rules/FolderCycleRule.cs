using GpuSeg.Source.Tests.Graph;
using GpuSeg.Source.Tests.Reading;

namespace GpuSeg.Source.Tests.Rules;

/// <summary>Folders of one project use each other in one direction.</summary>
internal sealed class FolderCycleRule : Rule
{
    public override string Name => "folder-cycles";

    public override string Remedy => "Move a file to the folder that owns it, or let the upper folder hand the lower one an interface.";

    public override IEnumerable<Violation> Violations(SourceTree source) =>
        from project in source.Projects
        where project.IsProduct
        from cycle in source.Graph.FolderCycles(project)
        select Describe(source.Graph, project, cycle);

    private static Violation Describe(UseGraph graph, ProjectSource project, IReadOnlyList<string> cycle)
    {
        var arrows = graph.FolderArrows(project)
            .Where(arrow => cycle.Contains(arrow.From) && cycle.Contains(arrow.To))
            .OrderBy(arrow => arrow.Uses.Count)
            .ToArray();
        var folders = string.Join(", ", cycle.Select(FolderArrow.Named).Order(StringComparer.Ordinal));
        var (file, line, _) = arrows[0].Uses[0];
        return new Violation(file.Path, line,
            $"{project.Name}: cycle of the folders {folders}:\n      {string.Join("\n      ", arrows.Select(arrow => arrow.ToString()))}");
    }
}
