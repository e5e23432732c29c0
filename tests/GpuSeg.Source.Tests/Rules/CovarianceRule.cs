using GpuSeg.Source.Tests.Reading;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace GpuSeg.Source.Tests.Rules;

/// <summary>The contract with the backends, and the backends, know no covariance type.</summary>
internal sealed class CovarianceRule : Rule
{
    public override string Name => "covariance-in-passes";

    public override string Remedy => "Hand the backend what it computes (flags of a reduction), not the name of a covariance type.";

    public override IEnumerable<Violation> Violations(SourceTree source) =>
        from file in source.Product
        where file.Path.StartsWith("engine/GpuSeg.Engine/Passes/", StringComparison.Ordinal)
            || file.Path.StartsWith("kernels/", StringComparison.Ordinal)
        from name in file.Root.DescendantNodes().OfType<IdentifierNameSyntax>()
        where name.Identifier.Text == "CovarianceType"
        select file.At(name.SpanStart, file.Lines[file.LineAt(name.SpanStart) - 1].Trim());
}
