using GpuSeg.Source.Tests.Reading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace GpuSeg.Source.Tests.Rules;

/// <summary>Only a method's own folders ask which kind of clustering an object is.</summary>
internal sealed class KindTestRule : Rule
{
    /// <summary>Folders that own the types of one kind of clustering.</summary>
    private static readonly string[] _owners =
    [
        "engine/GpuSeg.Engine/Mixtures/", "engine/GpuSeg.Engine/Clustering/", "engine/GpuSeg.Engine/Centroids/",
        "host/GpuSeg.Studies/Methods/",
    ];

    public override string Name => "kind-tests";

    public override string Remedy => "Ask the row of the method (or the interface) for what differs, instead of the type of the object.";

    public override IEnumerable<Violation> Violations(SourceTree source)
    {
        HashSet<string> kinds = [.. source.Product.Where(file => IsOwner(file.Path))
            .SelectMany(file => file.Root.DescendantNodes().OfType<TypeDeclarationSyntax>())
            .Select(type => type.Identifier.Text)];
        return
            from file in source.Product
            where !IsOwner(file.Path)
            from node in file.Root.DescendantNodes()
            from tested in TestedTypes(node)
            where tested.DescendantNodesAndSelf().OfType<SimpleNameSyntax>().Any(name => kinds.Contains(name.Identifier.Text))
            let type = source.Compilation.Model(file).GetTypeInfo(tested).Type
            where type is { TypeKind: TypeKind.Class }
                && type.DeclaringSyntaxReferences.Any(reference => IsOwner(reference.SyntaxTree.FilePath))
            select file.At(tested.SpanStart, $"asks for the type {tested}");
    }

    private static bool IsOwner(string path) => _owners.Any(owner => path.StartsWith(owner, StringComparison.Ordinal));

    /// <summary>Returns the types that a node tests an object for: is, as, case, a pattern, a cast, OfType and Cast.</summary>
    private static IEnumerable<ExpressionSyntax> TestedTypes(SyntaxNode node) => node switch
    {
        BinaryExpressionSyntax { RawKind: (int)SyntaxKind.IsExpression or (int)SyntaxKind.AsExpression } test => [test.Right],
        DeclarationPatternSyntax pattern => [pattern.Type],
        TypePatternSyntax pattern => [pattern.Type],
        RecursivePatternSyntax { Type: { } type } => [type],
        ConstantPatternSyntax pattern => [pattern.Expression],
        CaseSwitchLabelSyntax label => [label.Value],
        CastExpressionSyntax cast => [cast.Type],
        GenericNameSyntax { Identifier.Text: "OfType" or "Cast" } name => name.TypeArgumentList.Arguments,
        _ => [],
    };
}
