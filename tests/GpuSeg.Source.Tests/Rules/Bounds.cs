namespace GpuSeg.Source.Tests.Rules;

/// <summary>Violations that each rule still has; a number may only fall.</summary>
internal static class Bounds
{
    private static readonly Dictionary<string, int> _most = new()
    {
        ["folder-cycles"] = 1,
        ["knots"] = 0,
        ["namespaces"] = 0,
        ["kind-tests"] = 29,
        ["parse-results"] = 0,
        ["covariance-in-passes"] = 6,
        ["width"] = 498,
        ["braces"] = 224,
        ["summary-starts"] = 161,
        ["method-summaries"] = 253,
        ["words"] = 228,
        ["document-names"] = 9,
        ["test-names"] = 1,
    };

    /// <summary>Returns how many violations a rule may still have.</summary>
    public static int Of(Rule rule) => _most.GetValueOrDefault(rule.Name);
}
