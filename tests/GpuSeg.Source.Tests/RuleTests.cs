using GpuSeg.Source.Tests.Reading;
using GpuSeg.Source.Tests.Rules;

namespace GpuSeg.Source.Tests;

public sealed class RuleTests
{
    private static readonly Lazy<SourceTree> _source = new(() => SourceTree.Read(AppContext.BaseDirectory));

    public static TheoryData<string> Rules => [.. Rule.All.Select(rule => rule.Name)];

    [Theory]
    [MemberData(nameof(Rules))]
    public void Keeps_rule(string name)
    {
        Rule rule = Rule.All.Single(rule => rule.Name == name);
        var violations = rule.Violations(_source.Value).ToArray();
        var places = string.Join("\n  ", violations.AsEnumerable());
        Assert.True(violations.Length == 0, $"{violations.Length} places break the rule {name}. {rule.Remedy}\n  {places}");
    }

    /// <summary>Holds the reading of the projects to the build's: a symbol that is not found makes no arrow.</summary>
    [Fact]
    public void Resolves_every_type_in_declarations() =>
        Assert.Empty(_source.Value.Compilation.Errors().Select(error => error.ToString()));
}
