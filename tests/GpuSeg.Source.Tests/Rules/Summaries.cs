using System.Text.RegularExpressions;
using GpuSeg.Source.Tests.Reading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace GpuSeg.Source.Tests.Rules;

/// <summary>Summaries of the XML documentation.</summary>
internal static partial class Summaries
{
    /// <summary>Finds the summary of every declaration of a file.</summary>
    public static IEnumerable<Summary> In(SourceFile file) =>
        from node in file.Root.DescendantNodes()
        where node is MemberDeclarationSyntax or AccessorDeclarationSyntax
        from trivia in node.GetLeadingTrivia()
        let comment = trivia.GetStructure() as DocumentationCommentTriviaSyntax
        where comment is not null
        from element in comment.Content.OfType<XmlElementSyntax>()
        where element.StartTag.Name.ToString() == "summary"
        select new Summary(file, node, element.SpanStart, Plain(element));

    /// <summary>Returns the text of a summary on one line, with the last part of a reference in the place of its tag.</summary>
    private static string Plain(XmlElementSyntax element)
    {
        var inner = string.Concat(element.Content.Select(part => part.ToString()));
        var text = Reference().Replace(inner, match => match.Groups[1].Value[(match.Groups[1].Value.LastIndexOf('.') + 1)..]);
        return Space().Replace(Tag().Replace(text.Replace("///", " ", StringComparison.Ordinal), ""), " ").Trim();
    }

    [GeneratedRegex("""<\w+ (?:cref|name|langword|href)="(?:[A-Z]:)?([^"]*)"\s*/>""")]
    private static partial Regex Reference();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tag();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}

/// <summary>Summary of a declaration.</summary>
internal sealed record Summary(SourceFile File, SyntaxNode Declaration, int Position, string Text)
{
    public bool IsOfMethod => Declaration is BaseMethodDeclarationSyntax;

    public string FirstWord => Text.Split([' ', ',', '.', ':', ';'], 2)[0];

    public Violation Broken() => File.At(Position, Text.Length > 110 ? Text[..110] + "..." : Text);
}
