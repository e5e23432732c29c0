using GpuSeg.Source.Tests.Reading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace GpuSeg.Source.Tests.Graph;

/// <summary>Arrows between the product's files: from a file to each file that declares a symbol it uses.</summary>
internal sealed class UseGraph
{
    private readonly Dictionary<SourceFile, Dictionary<SourceFile, int>> _uses = [];

    public UseGraph(SourceTree source)
    {
        Dictionary<SyntaxTree, SourceFile> byTree = source.Product.ToDictionary(file => file.Tree);
        var compilation = source.Compilation;
        HashSet<string> declared = [.. byTree.Keys.AsParallel().SelectMany(DeclaredNames)];
        foreach (var (file, uses) in source.Product.AsParallel().AsOrdered()
            .Select(file => (file, Uses(file, compilation.Model(file), byTree, declared))))
        {
            _uses[file] = uses;
        }
    }

    public IEnumerable<SourceFile> Files => _uses.Keys;

    /// <summary>Returns the files whose symbols a file uses, each with the line of the first use.</summary>
    public IReadOnlyDictionary<SourceFile, int> From(SourceFile file) => _uses[file];

    /// <summary>Returns the sets of more files than the bound in which each file reaches every other.</summary>
    public IEnumerable<IReadOnlyList<SourceFile>> Knots(int most) =>
        StronglyConnected.Sets(_uses.Keys, file => _uses[file].Keys).Where(set => set.Count > most)
            .OrderByDescending(set => set.Count).ThenBy(set => set.Min(file => file.Path), StringComparer.Ordinal);

    /// <summary>Returns the arrows between folders of one project, each with the uses that make it.</summary>
    public IEnumerable<FolderArrow> FolderArrows(ProjectSource project) =>
        from file in _uses.Keys
        where file.Project == project
        from use in _uses[file]
        where use.Key.Project == project && use.Key.Folder != file.Folder
        group (file, use.Key, use.Value) by (file.Folder, To: use.Key.Folder) into arrow
        select new FolderArrow(arrow.Key.Folder, arrow.Key.To, [.. arrow.Select(use => (use.file, use.Value, use.Key))]);

    /// <summary>Returns the sets of folders of one project in which each folder reaches every other.</summary>
    public IEnumerable<IReadOnlyList<string>> FolderCycles(ProjectSource project) => FolderSets(project).Where(set => set.Count > 1);

    /// <summary>Returns the folders of one project, each after the folders that it uses.</summary>
    public IEnumerable<string> FolderOrder(ProjectSource project) => FolderSets(project).SelectMany(set => set);

    private IReadOnlyList<IReadOnlyList<string>> FolderSets(ProjectSource project)
    {
        var arrows = FolderArrows(project).ToLookup(arrow => arrow.From, arrow => arrow.To);
        var folders = _uses.Keys.Where(file => file.Project == project).Select(file => file.Folder).Distinct();
        return StronglyConnected.Sets(folders, folder => arrows[folder]);
    }

    private static Dictionary<SourceFile, int> Uses(
        SourceFile file, SemanticModel model, Dictionary<SyntaxTree, SourceFile> byTree, HashSet<string> declared)
    {
        Dictionary<SourceFile, int> uses = [];
        foreach (var node in file.Root.DescendantNodes().Where(node => IsUse(node, declared)))
        {
            foreach (var tree in DeclaringTrees(model.GetSymbolInfo(node).Symbol))
            {
                if (byTree.TryGetValue(tree, out var declaring) && declaring != file)
                {
                    uses.TryAdd(declaring, file.LineAt(node.SpanStart));
                }
            }
        }

        return uses;
    }

    /// <summary>Returns whether a node may use a symbol of the product. Binding the framework's would take most of the time.</summary>
    private static bool IsUse(SyntaxNode node, HashSet<string> declared) => node switch
    {
        SimpleNameSyntax name => declared.Contains(name.Identifier.Text) || declared.Contains(name.Identifier.Text + "Attribute"),
        ImplicitObjectCreationExpressionSyntax or ElementAccessExpressionSyntax => true,
        _ => false,
    };

    private static IEnumerable<string> DeclaredNames(SyntaxTree tree) => tree.GetRoot().DescendantNodes().Select(node => node switch
    {
        BaseTypeDeclarationSyntax type => type.Identifier.Text,
        DelegateDeclarationSyntax type => type.Identifier.Text,
        MethodDeclarationSyntax method => method.Identifier.Text,
        PropertyDeclarationSyntax property => property.Identifier.Text,
        EventDeclarationSyntax member => member.Identifier.Text,
        EnumMemberDeclarationSyntax member => member.Identifier.Text,
        VariableDeclaratorSyntax { Parent.Parent: BaseFieldDeclarationSyntax } field => field.Identifier.Text,
        ParameterSyntax { Parent.Parent: RecordDeclarationSyntax } parameter => parameter.Identifier.Text,
        _ => null,
    }).OfType<string>();

    private static IEnumerable<SyntaxTree> DeclaringTrees(ISymbol? symbol)
    {
        if (symbol is null or ILocalSymbol or IParameterSymbol or IRangeVariableSymbol or ILabelSymbol or INamespaceSymbol
            or ITypeParameterSymbol)
        {
            return [];
        }

        var original = (symbol as IMethodSymbol)?.ReducedFrom ?? symbol.OriginalDefinition;
        var declared = original.DeclaringSyntaxReferences.IsEmpty ? original.ContainingType : original;
        return declared?.DeclaringSyntaxReferences.Select(reference => reference.SyntaxTree) ?? [];
    }
}
