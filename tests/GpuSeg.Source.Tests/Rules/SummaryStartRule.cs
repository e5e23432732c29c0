using GpuSeg.Source.Tests.Reading;

namespace GpuSeg.Source.Tests.Rules;

/// <summary>A summary begins with the thing, not with a clause about it.</summary>
internal sealed class SummaryStartRule : Rule
{
    private static readonly string[] _starts = ["What", "Where", "How", "Why", "Which", "Of", "As"];

    public override string Name => "summary-starts";

    public override string Remedy => $"Begin with a verb, a noun or Whether; not with {string.Join(", ", _starts)}.";

    public override IEnumerable<Violation> Violations(SourceTree source) =>
        source.Files.AsParallel().AsOrdered().SelectMany(Summaries.In)
            .Where(summary => _starts.Contains(summary.FirstWord))
            .Select(summary => summary.Broken());
}
