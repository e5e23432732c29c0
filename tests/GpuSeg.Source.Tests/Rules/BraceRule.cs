using GpuSeg.Source.Tests.Reading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace GpuSeg.Source.Tests.Rules;

/// <summary>Every branch and loop has braces, on lines of their own.</summary>
internal sealed class BraceRule : Rule
{
    public override string Name => "braces";

    public override string Remedy => "Put the statement into braces on lines of their own (dotnet format style --diagnostics IDE0011).";

    public override IEnumerable<Violation> Violations(SourceTree source) =>
        from file in source.Files
        from node in file.Root.DescendantNodes()
        let embedded = Embedded(node)
        where embedded is not null && (embedded is not BlockSyntax || IsOnOneLine(file, embedded))
        select file.At(node.SpanStart, file.Lines[file.LineAt(node.SpanStart) - 1].Trim());

    /// <summary>Returns the statement that needs braces; null for an else if and for stacked using, lock and fixed.</summary>
    private static StatementSyntax? Embedded(SyntaxNode node) => node switch
    {
        IfStatementSyntax statement => statement.Statement,
        ElseClauseSyntax { Statement: not IfStatementSyntax } clause => clause.Statement,
        ForStatementSyntax statement => statement.Statement,
        CommonForEachStatementSyntax statement => statement.Statement,
        WhileStatementSyntax statement => statement.Statement,
        DoStatementSyntax statement => statement.Statement,
        UsingStatementSyntax { Statement: not UsingStatementSyntax } statement => statement.Statement,
        LockStatementSyntax { Statement: not LockStatementSyntax } statement => statement.Statement,
        FixedStatementSyntax { Statement: not FixedStatementSyntax } statement => statement.Statement,
        _ => null,
    };

    private static bool IsOnOneLine(SourceFile file, StatementSyntax block) =>
        file.LineAt(block.SpanStart) == file.LineAt(block.Span.End) && ((BlockSyntax)block).Statements.Count > 0;
}
