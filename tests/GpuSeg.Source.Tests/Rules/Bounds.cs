namespace GpuSeg.Source.Tests.Rules;

/// <summary>Violations that each rule still has; a number may only fall.</summary>
internal static class Bounds
{
    private static readonly Dictionary<string, int> _most = new()
    {
        ["folder-cycles"] = 3,
        ["knots"] = 2,
        ["namespaces"] = 0,
        ["kind-tests"] = 57,
        ["parse-results"] = 0,
        ["covariance-in-passes"] = 8,
        ["width"] = 1506,
        ["braces"] = 540,
        ["summary-starts"] = 286,
        ["method-summaries"] = 567,
        ["words"] = 480,
        ["document-names"] = 7,
        ["test-names"] = 785,
    };

    /// <summary>Returns how many violations a rule may still have.</summary>
    public static int Of(Rule rule) => _most.GetValueOrDefault(rule.Name);
}
