using System.Text.RegularExpressions;
using GpuSeg.Source.Tests.Reading;

namespace GpuSeg.Source.Tests.Rules;

/// <summary>Code that a document quotes from a file is in the file: a block whose first line is a comment with the path.</summary>
internal sealed partial class QuoteRule : Rule
{
    public override string Name => "quotes";

    public override string Remedy => "Copy the lines from the file again.";

    public override IEnumerable<Violation> Violations(SourceTree source) =>
        from text in source.Texts
        from Match quote in Quote().Matches(text.Text)
        let path = quote.Groups["path"].Value
        let file = source.Files.FirstOrDefault(file => file.Path == path)
        where file is null || !IsIn(quote.Groups["code"].Value, file)
        select new Violation(text.Path, text.Text.AsSpan(0, quote.Index).Count('\n') + 1, $"the block is not in {path}");

    private static bool IsIn(string code, SourceFile file) =>
        Unindented(string.Join('\n', file.Lines)).Contains(Unindented(code), StringComparison.Ordinal);

    /// <summary>Returns the lines without their indentation.</summary>
    private static string Unindented(string code) => string.Join('\n', code.Trim().Split('\n').Select(line => line.Trim()));

    [GeneratedRegex(@"```csharp\n// (?<path>[\w./]+\.cs)\n(?<code>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Quote();
}
