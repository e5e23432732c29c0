using GpuSeg.Source.Tests.Reading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace GpuSeg.Source.Tests.Rules;

/// <summary>A line of C# has at most as many columns as .editorconfig names; lines inside a raw string are data.</summary>
internal sealed class WidthRule : Rule
{
    public const int MostColumns = 140;

    public override string Name => "width";

    public override string Remedy => $"Break the line; it may have {MostColumns} columns (split long texts with +).";

    public override IEnumerable<Violation> Violations(SourceTree source) =>
        from file in source.Files
        let wide = Enumerable.Range(1, file.Lines.Count).Where(line => file.Lines[line - 1].Length > MostColumns).ToList()
        where wide.Count > 0
        let data = RawStringLines(file)
        from line in wide
        where !data.Contains(line)
        select new Violation(file.Path, line, $"{file.Lines[line - 1].Length} columns");

    // All lines between the quotes; the lines of the quotes are code.
    private static HashSet<int> RawStringLines(SourceFile file) =>
    [
        .. from token in file.Root.DescendantTokens()
           let raw = token.Kind() switch
           {
               SyntaxKind.MultiLineRawStringLiteralToken or SyntaxKind.Utf8MultiLineRawStringLiteralToken => token.Span,
               SyntaxKind.InterpolatedMultiLineRawStringStartToken => token.Parent!.Span,
               _ => default,
           }
           where raw.Length > 0
           from line in Enumerable.Range(file.LineAt(raw.Start) + 1, Math.Max(0, file.LineAt(raw.End) - file.LineAt(raw.Start) - 1))
           select line,
    ];
}
