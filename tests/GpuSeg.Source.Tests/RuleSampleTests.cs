using GpuSeg.Source.Tests.Reading;
using GpuSeg.Source.Tests.Rules;

namespace GpuSeg.Source.Tests;

/// <summary>Each rule on a source that breaks it, and on one that keeps it.</summary>
public sealed class RuleSampleTests
{
    private const string Folder = "engine/GpuSeg.Engine/";

    [Fact]
    public void Finds_cycle_of_folders()
    {
        var upper = (Folder + "A/Upper.cs", "class Upper { Lower? _lower; }");
        const string Lower = "class Lower { Upper? _upper; }";
        var violation = Assert.Single(new FolderCycleRule().Violations(SourceTree.FromTexts(upper, (Folder + "B/Lower.cs", Lower))));
        Assert.Contains("A -> B", violation.Text, StringComparison.Ordinal);
        Assert.Contains("B -> A", violation.Text, StringComparison.Ordinal);

        Keeps(new FolderCycleRule(), upper, (Folder + "B/Lower.cs", "class Lower;"));
        Keeps(new FolderCycleRule(), upper, (Folder + "A/Lower.cs", Lower));
    }

    [Fact]
    public void Finds_knot_of_four_files_and_allows_three()
    {
        var four = Ring("Four", 4);
        var violation = Assert.Single(new KnotRule().Violations(SourceTree.FromTexts(four)));
        Assert.StartsWith("4 files", violation.Text, StringComparison.Ordinal);
        Assert.Contains("Four3.cs -> Four0 (1)", violation.Text, StringComparison.Ordinal);

        Keeps(new KnotRule(), Ring("Three", 3));
        Keeps(new KnotRule(), four[..3]);
    }

    [Theory]
    [InlineData("class User { int Use(Called called) => called.Method(); }", 1)]
    [InlineData("class User { object Use() => new Called(); }", 1)]
    [InlineData("class User { Called Use() => new(); }", 1)]
    [InlineData("class User { int Use(int[] x) => x.Extended(); }", 1)]
    [InlineData("class User { string Use() => nameof(Called.Method); }", 1)]
    [InlineData("class User<T> where T : Called;", 1)]
    [InlineData("[Marked] class User;", 1)]
    [InlineData("class User { int Method() => 1; int Use() => Method(); }", 0)]
    [InlineData("class User { int Use(int Called) => Called; }", 0)]
    [InlineData("/// <summary>Sees <see cref=\"Called\"/>.</summary>\nclass User;", 0)]
    public void Counts_use_of_another_file(string user, int arrows)
    {
        const string Declaring = """
            class Called { public int Method() => 0; }
            static class Extensions { public static int Extended(this int[] x) => 0; }
            class MarkedAttribute : System.Attribute;
            """;
        var graph = SourceTree.FromTexts((Folder + "User.cs", user), (Folder + "Called.cs", Declaring)).Graph;
        Assert.Equal(arrows, graph.From(graph.Files.First(file => file.Path.EndsWith("User.cs", StringComparison.Ordinal))).Count);
    }

    [Fact]
    public void Finds_namespace_of_another_folder()
    {
        Breaks(new NamespaceRule(), Folder + "Metrics/A.cs", "using System;\nnamespace GpuSeg.Engine;\nclass A;", 2);
        Keeps(new NamespaceRule(), (Folder + "Metrics/A.cs", "namespace GpuSeg.Engine.Metrics;\nclass A;"));
    }

    [Theory]
    [InlineData("model is Kind")]
    [InlineData("model is Kind { Size: 1 }")]
    [InlineData("model is not Kind")]
    [InlineData("(model as Kind) is null")]
    [InlineData("((Kind)model).Size == 1")]
    [InlineData("model switch { Kind kind => true, _ => false }")]
    [InlineData("new[] { model }.OfType<Kind>().Any()")]
    public void Finds_test_for_kind_of_clustering(string test)
    {
        var kind = (Folder + "Mixtures/Kind.cs", "class Kind { public int Size; }");
        var asks = $"class Asks {{ bool Test(object model) =>\n{test}; }}";
        Assert.Equal(2, Assert.Single(new KindTestRule().Violations(SourceTree.FromTexts(kind, (Folder + "Asks.cs", asks)))).Line);
        Keeps(new KindTestRule(), kind, (Folder + "Mixtures/Asks.cs", asks));
        Keeps(new KindTestRule(), kind, (Folder + "Asks.cs", "class Asks { bool Test(object model) => model is string; }"));
    }

    [Theory]
    [InlineData("class A { void Run(ParseResult parsed) { } }")]
    [InlineData("class A { ParseResult? _parsed; }")]
    [InlineData("class A(ParseResult parsed);")]
    [InlineData("class A { void Run(Command command) => command.Other(parsed => parsed); }")]
    public void Finds_parse_result_beyond_options(string user)
    {
        (string, string) parser = ("host/GpuSeg.Cli/Options/Parser.cs", """
            class ParseResult;
            class Command
            {
                public void SetAction(Func<ParseResult, int> action) { }
                public void Other(Func<ParseResult, object> action) { }
            }
            """);
        Assert.Single(new ParseResultRule().Violations(SourceTree.FromTexts(parser, ("host/GpuSeg.Cli/A.cs", user))));
        Keeps(new ParseResultRule(), parser, ("host/GpuSeg.Cli/Options/A.cs", user));
        const string Action = "class A { void Run(Command command) => command.SetAction(parsed => 0); }";
        Keeps(new ParseResultRule(), parser, ("host/GpuSeg.Cli/A.cs", Action));
    }

    [Fact]
    public void Finds_covariance_type_in_contract_and_backends()
    {
        Breaks(new CovarianceRule(), Folder + "Passes/A.cs", "class A {\n CovarianceType _type; }", 2);
        Breaks(new CovarianceRule(), "kernels/GpuSeg.Kernels/A.cs", "class A { bool B(int x) => x == (int)CovarianceType.Full; }", 1);
        Keeps(new CovarianceRule(), (Folder + "Mixtures/A.cs", "class A { CovarianceType _type; }"));
    }

    [Fact]
    public void Finds_line_of_141_columns()
    {
        Breaks(new WidthRule(), Folder + "A.cs", "\n//" + new string('x', 139), 2);
        Keeps(new WidthRule(), (Folder + "A.cs", "//" + new string('x', 138)));
    }

    [Theory]
    [InlineData("if (x) return;")]
    [InlineData("if (x)\nreturn;")]
    [InlineData("if (x) { return; }")]
    [InlineData("if (x)\n{\nreturn;\n}\nelse return;")]
    [InlineData("for (; ; ) Run();")]
    [InlineData("foreach (var i in new int[1]) Run();")]
    [InlineData("while (x) Run();")]
    [InlineData("do Run(); while (x);")]
    [InlineData("lock (this) Run();")]
    [InlineData("using (null) Run();")]
    public void Finds_statement_without_braces(string statement)
    {
        var line = statement.Contains("else", StringComparison.Ordinal) ? 6 : 2;
        Breaks(new BraceRule(), Folder + "A.cs", $"class A {{ void Run(bool x) {{\n{statement} }} }}", line);
    }

    [Theory]
    [InlineData("if (x)\n{\nreturn;\n}\nelse if (!x)\n{\nreturn;\n}")]
    [InlineData("while (x)\n{\n}")]
    [InlineData("while (x) { }")]
    [InlineData("using (null)\nusing (null)\n{\n}")]
    public void Allows_braces_on_lines_of_their_own(string statement) =>
        Keeps(new BraceRule(), (Folder + "A.cs", $"class A {{ void Run(bool x) {{\n{statement} }} }}"));

    [Theory]
    [InlineData("What is left.", true)]
    [InlineData("Of the sessions the hashes.", true)]
    [InlineData("Where, if anywhere.", true)]
    [InlineData("Whether all is well.", false)]
    [InlineData("Offsets of the rows.", false)]
    [InlineData("<see cref=\"System.Int32\"/> of a row.", false)]
    public void Finds_summary_that_begins_with_a_clause(string summary, bool isBroken)
    {
        var text = $"/// <summary>{summary}</summary>\nclass A;";
        Assert.Equal(isBroken ? 1 : 0, new SummaryStartRule().Violations(SourceTree.FromTexts((Folder + "A.cs", text))).Count());
    }

    [Theory]
    [InlineData("Reads a volume.", false)]
    [InlineData("Labels the voxels.", false)]
    [InlineData("Requires that all are finite.", false)]
    [InlineData("The volume.", true)]
    [InlineData("Labels of the voxels.", true)]
    [InlineData("Read a volume.", true)]
    [InlineData("Whether all is well.", true)]
    public void Finds_summary_of_method_without_verb(string summary, bool isBroken)
    {
        var text = $"class A {{\n/// <summary>{summary}</summary>\nvoid Run() {{ }} }}";
        BreaksIf(isBroken, new MethodSummaryRule(), Folder + "A.cs", text);
        Keeps(new MethodSummaryRule(), (Folder + "A.cs", text.Replace("void Run() { }", "int Run => 0;", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("// Nothing is\n// told here.", 1)]
    [InlineData("\n/// <summary>Null where nothing lies.</summary>\nclass A;", 2)]
    [InlineData("class A {\nstring B = \"but for one\"; }", 2)]
    [InlineData("class A {\nstring B = \"but \"\n + \"for one\"; }", 2)]
    [InlineData("class A {\nstring B(int x) => $\"{x} took part\"; }", 2)]
    [InlineData("class A {\n[Fact] void Nothing_stands_for_it() { } }", 2)]
    [InlineData("// Graphics cards.", 1)]
    [InlineData("// GpuSeg is no medical device.", 1)]
    public void Finds_private_word(string text, int line) => Breaks(new WordRule(), Folder + "A.cs", text, line);

    [Theory]
    [InlineData("// There is no file; it is no longer there, it is no larger than that.")]
    [InlineData("// Wildcards and multiprocessors.")]
    [InlineData("class A { int told; }")]
    [InlineData("// The place where they lie, other than this.")]
    public void Allows_other_words(string text) => Keeps(new WordRule(), (Folder + "A.cs", text));

    [Fact]
    public void Finds_private_word_in_documents_but_not_in_their_code()
    {
        Assert.Equal(3, Assert.Single(new WordRule().Violations(SourceTree.FromTexts(("docs/a.md", "# A\n\nHe was\ntold.")))).Line);
        Keeps(new WordRule(), ("docs/a.md", "Not `told`.\n```\ntold\n```\n"));
    }

    [Theory]
    [InlineData("Rejects_options", false)]
    [InlineData("Options_are_rejected", true)]
    [InlineData("Labels_of_ties_are_kept", true)]
    [InlineData("A_test_fails", true)]
    public void Finds_name_of_test_without_verb(string name, bool isBroken)
    {
        var text = $"class A {{\n[Fact] public void {name}() {{ }} void Helper() {{ }} }}";
        BreaksIf(isBroken, new TestNameRule(), "tests/GpuSeg.A.Tests/A.cs", text);
    }

    [Theory]
    [InlineData("`Gone`", true)]
    [InlineData("`Shape.Gone`", true)]
    [InlineData("`engine/GpuSeg.Engine/Gone.cs`", true)]
    [InlineData("`GpuSeg.Engine/Gone`", true)]
    [InlineData("`Shape`, `Shape.Size` and `SHAPE`, `shape`, `Some_test`, `logs/`", false)]
    [InlineData("`Metrics/Shape.cs`, `engine/GpuSeg.Engine/Metrics`, `Metrics`, `GpuSeg.Engine/Metrics`", false)]
    public void Finds_missing_name_in_documents(string text, bool isBroken)
    {
        var source = SourceTree.FromTexts(
            (Folder + "Metrics/Shape.cs", "class Shape { int Size => 1; }"), ("docs/architecture.md", "\n" + text));
        Assert.Equal(isBroken ? [2] : [], new DocumentNameRule().Violations(source).Select(violation => violation.Line));
    }

    [Theory]
    [InlineData("int Size => 1;", false)]
    [InlineData("class Shape\n{\nint Size => 1;\n}", false)]
    [InlineData("int Size => 2;", true)]
    public void Finds_quote_that_is_not_in_file(string code, bool isBroken)
    {
        (string, string) file = (Folder + "Shape.cs", "class Shape\n{\n    int Size => 1;\n}\n");
        var document = $"\n```csharp\n// {Folder}Shape.cs\n{code}\n```\n";
        var violations = new QuoteRule().Violations(SourceTree.FromTexts(file, ("docs/architecture.md", document)));
        Assert.Equal(isBroken ? [2] : [], violations.Select(violation => violation.Line));
    }

    private static (string, string)[] Ring(string name, int files) =>
    [
        .. Enumerable.Range(0, files).Select(at => ($"{Folder}{name}{at}.cs", $"class {name}{at} {{ {name}{(at + 1) % files}? _next; }}")),
    ];

    private static void BreaksIf(bool isBroken, Rule rule, string path, string text) =>
        Assert.Equal(isBroken ? [2] : [], rule.Violations(SourceTree.FromTexts((path, text))).Select(violation => violation.Line));

    private static void Breaks(Rule rule, string path, string text, int line) =>
        Assert.Equal(line, Assert.Single(rule.Violations(SourceTree.FromTexts((path, text)))).Line);

    private static void Keeps(Rule rule, params (string Path, string Text)[] files) =>
        Assert.Empty(rule.Violations(SourceTree.FromTexts(files)));
}
