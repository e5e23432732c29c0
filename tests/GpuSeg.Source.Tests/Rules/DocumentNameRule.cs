using System.Text.RegularExpressions;
using GpuSeg.Source.Tests.Reading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace GpuSeg.Source.Tests.Rules;

/// <summary>Documents for developers name types, members, files and folders that exist.</summary>
internal sealed partial class DocumentNameRule : Rule
{
    private static readonly string[] _documents = ["docs/architecture.md", "docs/backends.md", "CONTRIBUTING.md", "bench/README.md"];

    /// <summary>Names of other programs and formats that look like names of the source.</summary>
    private static readonly HashSet<string> _foreign = ["TensorPrimitives.Exp", "MathF.FusedMultiplyAdd"];

    public override string Name => "document-names";

    public override string Remedy => "Name a type, member, file or folder of the source as it is called there.";

    public override IEnumerable<Violation> Violations(SourceTree source)
    {
        HashSet<string> declared =
        [
            .. source.Files.AsParallel().SelectMany(DeclaredNames),
            .. source.Projects.Select(project => project.Name),
        ];
        HashSet<string> paths = [.. source.Paths.SelectMany(Ends)];
        return
            from text in source.Texts
            where _documents.Contains(text.Path)
            from Match span in CodeSpan().Matches(text.Text)
            let name = span.Groups[1].Value
            where !_foreign.Contains(name)
                && !paths.Contains(name.TrimEnd('/'))
                && (FilePath().IsMatch(name) || IsMissingName(name, declared))
            select new Violation(text.Path, text.Text.AsSpan(0, span.Index).Count('\n') + 1, $"`{name}` does not exist");
    }

    private static bool IsMissingName(string name, HashSet<string> declared) =>
        TypeName().IsMatch(name) && !declared.Contains(name) && !name.Split('.').All(declared.Contains);

    private static IEnumerable<string> DeclaredNames(SourceFile file) => file.Root.DescendantNodes().SelectMany(node => node switch
    {
        BaseTypeDeclarationSyntax type => (string[])[type.Identifier.Text],
        MethodDeclarationSyntax method => [method.Identifier.Text],
        PropertyDeclarationSyntax property => [property.Identifier.Text],
        EnumMemberDeclarationSyntax member => [member.Identifier.Text],
        BaseFieldDeclarationSyntax field => [.. field.Declaration.Variables.Select(variable => variable.Identifier.Text)],
        ParameterSyntax { Parent.Parent: RecordDeclarationSyntax } parameter => [parameter.Identifier.Text],
        BaseNamespaceDeclarationSyntax space => space.Name.ToString().Split('.'),
        _ => [],
    });

    /// <summary>Returns a file, its folders, and each as seen from a folder above, as documents name them.</summary>
    private static IEnumerable<string> Ends(string path)
    {
        var parts = path.Split('/');
        return
            from start in Enumerable.Range(0, parts.Length)
            from end in Enumerable.Range(start + 1, parts.Length - start)
            select string.Join('/', parts[start..end]);
    }

    [GeneratedRegex("`([^`\n]+)`")]
    private static partial Regex CodeSpan();

    [GeneratedRegex(@"^(engine|kernels|host|tests|bench|docs|GpuSeg[\w.]*)/[\w./]*$|^[\w./]+\.(cs|py)$")]
    private static partial Regex FilePath();

    [GeneratedRegex(@"^[A-Z][A-Za-z0-9]*[a-z][A-Za-z0-9]*(\.[A-Z][A-Za-z0-9]+)*$")]
    private static partial Regex TypeName();
}
