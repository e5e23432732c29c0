using GpuSeg.Source.Tests.Reading;

namespace GpuSeg.Source.Tests.Rules;

/// <summary>A method's summary begins with a verb in the third person.</summary>
internal sealed class MethodSummaryRule : Rule
{
    public override string Name => "method-summaries";

    public override string Remedy =>
        "Begin with a verb in the third person (Reads, Computes, Returns); add the verb to Verbs.cs if it is missing there.";

    public override IEnumerable<Violation> Violations(SourceTree source) =>
        source.Files.AsParallel().AsOrdered().SelectMany(Summaries.In)
            .Where(summary => summary.IsOfMethod && summary.Text.Length > 0 && !Verbs.BeginsWithVerb(summary.Text))
            .Select(summary => summary.Broken());
}
