using GpuSeg.Source.Tests.Reading;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace GpuSeg.Source.Tests.Rules;

/// <summary>A test's name begins with a verb in the third person.</summary>
internal sealed class TestNameRule : Rule
{
    public override string Name => "test-names";

    public override string Remedy =>
        "Name the test Verb_object_when_condition (Rejects_..., Keeps_...); add the verb to Verbs.cs if it is missing there.";

    public override IEnumerable<Violation> Violations(SourceTree source) =>
        from file in source.Tests
        from method in TestMethods(file)
        where !Verbs.BeginsWithVerb(Words(method))
        select file.At(method.Identifier.SpanStart, method.Identifier.Text);

    /// <summary>Finds the methods that a runner starts.</summary>
    public static IEnumerable<MethodDeclarationSyntax> TestMethods(SourceFile file) =>
        file.Root.DescendantNodes().OfType<MethodDeclarationSyntax>()
            .Where(method => method.AttributeLists.SelectMany(list => list.Attributes)
                .Any(attribute => attribute.Name.ToString().EndsWith("Fact", StringComparison.Ordinal)
                    || attribute.Name.ToString().EndsWith("Theory", StringComparison.Ordinal)));

    /// <summary>Returns a test's name as a sentence.</summary>
    public static string Words(MethodDeclarationSyntax method) => method.Identifier.Text.Replace('_', ' ');
}
