namespace GpuSeg.Source.Tests.Rules;

/// <summary>Violations that each rule still has; a number may only fall.</summary>
internal static class Bounds
{
    private static readonly Dictionary<string, int> _most = new()
    {
        ["folder-cycles"] = 1,
        ["knots"] = 1,
        ["namespaces"] = 0,
        ["kind-tests"] = 57,
        ["parse-results"] = 0,
        ["covariance-in-passes"] = 6,
        ["width"] = 1276,
        ["braces"] = 371,
        ["summary-starts"] = 230,
        ["method-summaries"] = 393,
        ["words"] = 367,
        ["document-names"] = 10,
        ["test-names"] = 510,
    };

    /// <summary>Returns how many violations a rule may still have.</summary>
    public static int Of(Rule rule) => _most.GetValueOrDefault(rule.Name);
}
