namespace GpuSeg.Source.Tests.Rules;

/// <summary>Violations that each rule still has; a number may only fall.</summary>
internal static class Bounds
{
    private static readonly Dictionary<string, int> _most = new()
    {
        ["kind-tests"] = 5,
        ["width"] = 265,
        ["braces"] = 35,
        ["summary-starts"] = 112,
        ["method-summaries"] = 136,
        ["words"] = 158,
    };

    /// <summary>Returns how many violations a rule may still have.</summary>
    public static int Of(Rule rule) => _most.GetValueOrDefault(rule.Name);
}
