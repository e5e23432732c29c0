using GpuSeg.Source.Tests.Reading;

namespace GpuSeg.Source.Tests.Rules;

/// <summary>At most three files use each other in a circle.</summary>
internal sealed class KnotRule : Rule
{
    public const int MostFiles = 3;

    public override string Name => "knots";

    public override string Remedy => $"Cut the arrow that leads back up, until at most {MostFiles} files use each other in a circle.";

    public override IEnumerable<Violation> Violations(SourceTree source) =>
        from knot in source.Graph.Knots(MostFiles)
        let files = knot.OrderBy(file => file.Path, StringComparer.Ordinal).ToArray()
        let arrows = string.Concat(files.Select(file => Arrows(source, file, files)))
        select new Violation(files[0].Path, 1, $"{files.Length} files use each other in a circle:{arrows}");

    private static string Arrows(SourceTree source, SourceFile file, SourceFile[] knot)
    {
        var used = source.Graph.From(file)
            .Where(use => knot.Contains(use.Key))
            .Select(use => $"{Path.GetFileNameWithoutExtension(use.Key.Path)} ({use.Value})");
        return $"\n      {file.Path} -> {string.Join(", ", used)}";
    }
}
