using System.Globalization;
using System.Text;
using GpuSeg.Source.Tests.Graph;
using GpuSeg.Source.Tests.Reading;
using GpuSeg.Source.Tests.Rules;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace GpuSeg.Source.Tests;

/// <summary>Measures of the source, as a table.</summary>
internal sealed class Measures
{
    private const int TinyLines = 20;

    private static readonly string _header = Row(
        "", "files", "lines", "largest", "tiny", "methods", "median", "p90", "max", "wide", "braces", "summaries", "words", "names");

    private static readonly string _legend = $"""

        lines, largest: lines of all files and of the largest; tiny: files of at most {TinyLines} lines
        methods: with constructors and operators; median, p90, max: lines of a method, from its first modifier to its end
        wide: lines over {WidthRule.MostColumns} columns; braces: statements without; summaries, words, names: that break a rule

        """;

    private readonly SourceTree _source;
    private readonly Dictionary<Rule, Violation[]> _broken;
    private readonly StringBuilder _text = new();

    private Measures(SourceTree source)
    {
        _source = source;
        _broken = Rule.All.ToDictionary(rule => rule, rule => rule.Violations(source).ToArray());
    }

    /// <summary>Writes a row for each project, the violations of each rule, and the cycles, knots and type tests in full.</summary>
    public static string Table(SourceTree source)
    {
        Measures measures = new(source);
        measures.AppendProjects();
        measures.AppendRules();
        measures.AppendSmallKnots();
        measures.AppendFolders();
        return measures._text.ToString();
    }

    private void AppendProjects()
    {
        _text.AppendLine(_header);
        foreach (var project in _source.Projects)
        {
            AppendFiles(project.Name, _source.Files.Where(file => file.Project == project));
        }

        AppendFiles("product", _source.Product);
        AppendFiles("tests", _source.Tests);
        AppendFiles("all", _source.Files);
        _text.AppendLine(_legend);
    }

    private void AppendFiles(string name, IEnumerable<SourceFile> all)
    {
        var files = all.ToArray();
        int[] sizes = files.Select(file => file.LineCount).ToArray();
        int[] methods = files.SelectMany(MethodLengths).Order().ToArray();
        HashSet<string> paths = [.. files.Select(file => file.Path)];
        int Broken<T>() => _broken.Where(rule => rule.Key is T).Sum(rule => rule.Value.Count(violation => paths.Contains(violation.Path)));
        _text.AppendLine(Row(
            name, files.Length, sizes.Sum(), sizes.Max(), sizes.Count(size => size <= TinyLines),
            methods.Length, At(methods, 0.5), At(methods, 0.9), At(methods, 1),
            Broken<WidthRule>(), Broken<BraceRule>(), Broken<SummaryStartRule>() + Broken<MethodSummaryRule>(), Broken<WordRule>(),
            Broken<TestNameRule>()));
    }

    private static string Row(params object[] cells) =>
        string.Create(CultureInfo.InvariantCulture, $"{cells[0],-22}") + string.Concat(cells.Skip(1).Select(cell => $"{cell,10}"));

    private static IEnumerable<int> MethodLengths(SourceFile file) =>
        from method in file.Root.DescendantNodes().OfType<BaseMethodDeclarationSyntax>()
        where method.Body is not null || method.ExpressionBody is not null
        let attributes = method.AttributeLists
        let first = attributes.Count == 0 ? method.SpanStart : attributes.Last().GetLastToken().GetNextToken().SpanStart
        select file.LineAt(method.Span.End) - file.LineAt(first) + 1;

    private static int At(int[] sorted, double share) => sorted.Length == 0 ? 0 : sorted[(int)(share * (sorted.Length - 1))];

    private void AppendRules()
    {
        foreach (var rule in Rule.All)
        {
            _text.AppendLine(Row(rule.Name, _broken[rule].Length));
        }

        _text.AppendLine();
        foreach (var rule in Rule.All.Where(rule => _broken[rule].Length > 0))
        {
            if (rule is FolderCycleRule or KnotRule)
            {
                AppendSection(rule.Name, _broken[rule].Select(violation => violation.Text));
            }
            else if (rule is KindTestRule or ParseResultRule or CovarianceRule)
            {
                AppendSection(rule.Name, _broken[rule].GroupBy(violation => violation.Path)
                    .OrderByDescending(file => file.Count())
                    .Select(file => $"{file.Count(),4} {file.Key} (lines {string.Join(", ", file.Select(violation => violation.Line))})"));
            }
        }
    }

    private void AppendSmallKnots() =>
        AppendSection($"circles of up to {KnotRule.MostFiles} files", _source.Graph.Knots(1)
            .Where(knot => knot.Count <= KnotRule.MostFiles)
            .Select(knot => string.Join(", ", knot.Select(file => file.Path).Order(StringComparer.Ordinal))));

    /// <summary>Lists the folders of each project, each with the folders that it uses; a folder comes after those.</summary>
    private void AppendFolders()
    {
        foreach (var project in _source.Projects.Where(project => project.IsProduct))
        {
            var arrows = _source.Graph.FolderArrows(project).ToLookup(arrow => arrow.From, arrow => arrow.To);
            AppendSection($"folders of {project.Name}", _source.Graph.FolderOrder(project).Select(folder =>
                $"{FolderArrow.Named(folder),-20} {string.Join(", ", arrows[folder].Select(FolderArrow.Named).Order())}"));
        }
    }

    private void AppendSection(string title, IEnumerable<string> lines)
    {
        _text.Append(title).AppendLine(":");
        foreach (var line in lines)
        {
            _text.Append("  ").AppendLine(line);
        }

        _text.AppendLine();
    }
}
