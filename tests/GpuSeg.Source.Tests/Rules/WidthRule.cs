using GpuSeg.Source.Tests.Reading;

namespace GpuSeg.Source.Tests.Rules;

/// <summary>A line of C# has at most as many columns as .editorconfig names.</summary>
internal sealed class WidthRule : Rule
{
    public const int MostColumns = 140;

    public override string Name => "width";

    public override string Remedy => $"Break the line; it may have {MostColumns} columns (split long texts with +).";

    public override IEnumerable<Violation> Violations(SourceTree source) =>
        from file in source.Files
        from line in Enumerable.Range(0, file.Lines.Count)
        where file.Lines[line].Length > MostColumns
        select new Violation(file.Path, line + 1, $"{file.Lines[line].Length} columns");
}
