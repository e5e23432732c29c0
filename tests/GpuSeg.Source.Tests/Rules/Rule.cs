using GpuSeg.Source.Tests.Reading;

namespace GpuSeg.Source.Tests.Rules;

/// <summary>Rule that the source keeps, with what to do where it is broken.</summary>
internal abstract class Rule
{
    /// <summary>Short name, as the command line and the bounds know the rule.</summary>
    public abstract string Name { get; }

    /// <summary>Remedy, as a sentence.</summary>
    public abstract string Remedy { get; }

    /// <summary>Finds the places that break the rule.</summary>
    public abstract IEnumerable<Violation> Violations(SourceTree source);

    public static IReadOnlyList<Rule> All { get; } =
    [
        new FolderCycleRule(), new KnotRule(), new NamespaceRule(), new KindTestRule(), new ParseResultRule(), new CovarianceRule(),
        new WidthRule(), new BraceRule(),
        new SummaryStartRule(), new MethodSummaryRule(), new WordRule(), new TestNameRule(), new TypeNameRule(),
        new DocumentNameRule(), new QuoteRule(),
    ];
}
