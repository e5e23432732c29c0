namespace GpuSeg.Source.Tests.Rules;

/// <summary>Violations that each rule still has; a number may only fall.</summary>
internal static class Bounds
{
    private static readonly Dictionary<string, int> _most = new()
    {
        ["folder-cycles"] = 0,
        ["knots"] = 0,
        ["namespaces"] = 0,
        ["kind-tests"] = 29,
        ["parse-results"] = 0,
        ["covariance-in-passes"] = 0,
        ["width"] = 474,
        ["braces"] = 224,
        ["summary-starts"] = 157,
        ["method-summaries"] = 242,
        ["words"] = 210,
        ["document-names"] = 0,
        ["test-names"] = 1,
    };

    /// <summary>Returns how many violations a rule may still have.</summary>
    public static int Of(Rule rule) => _most.GetValueOrDefault(rule.Name);
}
