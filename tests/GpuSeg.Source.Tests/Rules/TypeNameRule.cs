using GpuSeg.Source.Tests.Reading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace GpuSeg.Source.Tests.Rules;

/// <summary>A name means one type of the product, whatever its namespace.</summary>
internal sealed class TypeNameRule : Rule
{
    public override string Name => "type-names";

    public override string Remedy => "Rename one of the types, so that a name means one thing everywhere.";

    public override IEnumerable<Violation> Violations(SourceTree source) =>
        from file in source.Product
        from type in file.Root.DescendantNodes().OfType<BaseTypeDeclarationSyntax>()
        where !type.Modifiers.Any(SyntaxKind.FileKeyword) && !IsPrivate(type)
        group (file, type) by type.Identifier.Text into named
        let homes = named.GroupBy(declaration => Home(declaration.file, declaration.type)).Select(home => home.First()).ToArray()
        where homes.Length > 1
        from home in homes.Skip(1)
        select home.file.At(home.type.Identifier.SpanStart, $"{named.Key} is also declared in {homes[0].file.Path}");

    /// <summary>Returns whether a type is seen by its containing type alone.</summary>
    private static bool IsPrivate(BaseTypeDeclarationSyntax type) => type.Parent is TypeDeclarationSyntax
        && !type.Modifiers.Any(modifier => modifier.Kind() is SyntaxKind.PublicKeyword or SyntaxKind.InternalKeyword);

    /// <summary>Returns the place of a type; parts of a partial type, and a type with and without type parameters, share it.</summary>
    private static string Home(SourceFile file, BaseTypeDeclarationSyntax type)
    {
        var outer = type.Ancestors().OfType<TypeDeclarationSyntax>().Select(outer => outer.Identifier.Text);
        return $"{file.Project.Name}/{file.Folder}/{string.Join('.', outer)}";
    }
}
