using GpuSeg.Source.Tests.Reading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace GpuSeg.Source.Tests.Rules;

/// <summary>Only the options, and the action of a command, see what the parser returns.</summary>
internal sealed class ParseResultRule : Rule
{
    private const string Owner = "host/GpuSeg.Cli/Options/";

    public override string Name => "parse-results";

    public override string Remedy => "Bind the options to a record of settings in Options/, and pass the record.";

    public override IEnumerable<Violation> Violations(SourceTree source) =>
        from file in source.Product
        where file.Project.Name == "GpuSeg.Cli" && !file.Path.StartsWith(Owner, StringComparison.Ordinal)
        from node in file.Root.DescendantNodes()
        let type = Declared(node, source.Compilation.Model(file))
        where type?.Name == "ParseResult" && !IsAction(node)
        select file.At(node.SpanStart, $"declares {node} of type ParseResult");

    /// <summary>Returns the type of a parameter, variable, field or property that a node declares.</summary>
    private static ITypeSymbol? Declared(SyntaxNode node, SemanticModel model) => node switch
    {
        ParameterSyntax => (model.GetDeclaredSymbol(node) as IParameterSymbol)?.Type,
        VariableDeclaratorSyntax => model.GetDeclaredSymbol(node) switch
        {
            ILocalSymbol local => local.Type,
            IFieldSymbol field => field.Type,
            _ => null,
        },
        PropertyDeclarationSyntax => (model.GetDeclaredSymbol(node) as IPropertySymbol)?.Type,
        _ => null,
    };

    /// <summary>Returns whether a parameter is that of the lambda that a command is given as its action.</summary>
    private static bool IsAction(SyntaxNode node) =>
        node is ParameterSyntax
        && node.Ancestors().OfType<LambdaExpressionSyntax>().FirstOrDefault()?.Parent?.Parent?.Parent is InvocationExpressionSyntax call
        && call.Expression is MemberAccessExpressionSyntax { Name.Identifier.Text: "SetAction" };
}
