using GpuSeg.Source.Tests.Reading;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace GpuSeg.Source.Tests.Rules;

/// <summary>A file's namespace is that of its folder.</summary>
internal sealed class NamespaceRule : Rule
{
    public override string Name => "namespaces";

    public override string Remedy => "Give the file the namespace of its folder, or move it to the folder of its namespace.";

    public override IEnumerable<Violation> Violations(SourceTree source)
    {
        foreach (var file in source.Product)
        {
            var expected = file.Folder.Length == 0 ? file.Project.Name : $"{file.Project.Name}.{file.Folder.Replace('/', '.')}";
            foreach (var declared in file.Root.ChildNodes().OfType<BaseNamespaceDeclarationSyntax>())
            {
                if (declared.Name.ToString() != expected)
                {
                    yield return file.At(declared.SpanStart, $"namespace {declared.Name} in the folder of {expected}");
                }
            }
        }
    }
}
