namespace GpuSeg.Source.Tests.Rules;

/// <summary>Violations that each rule still has; a number may only fall.</summary>
internal static class Bounds
{
    private static readonly Dictionary<string, int> _most = new()
    {
        ["folder-cycles"] = 7,
        ["knots"] = 2,
        ["namespaces"] = 32,
        ["kind-tests"] = 60,
        ["parse-results"] = 126,
        ["covariance-in-passes"] = 8,
        ["width"] = 1750,
        ["braces"] = 540,
        ["summary-starts"] = 342,
        ["method-summaries"] = 679,
        ["words"] = 610,
        ["test-names"] = 808,
    };

    /// <summary>Returns how many violations a rule may still have.</summary>
    public static int Of(Rule rule) => _most.GetValueOrDefault(rule.Name);
}
