using System.Text.RegularExpressions;
using GpuSeg.Source.Tests.Reading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace GpuSeg.Source.Tests.Rules;

/// <summary>Comments, texts, documents and names of tests use no word of the list.</summary>
internal sealed partial class WordRule : Rule
{
    /// <summary>Files that hold the list itself, or its counterexamples.</summary>
    private static readonly string[] _exempt = ["tests/GpuSeg.Source.Tests/"];

    private static readonly Word[] _words =
    [
        new("(is |are |was |were )?told", "says, warns, reports, or the option that sets it"),
        new("has no say|have no say", "has no effect; cannot be combined"),
        new("cannot be meant|be meant", "is invalid"),
        new("lets? go of|letting go of", "release, drop"),
        new(@"others than|other \w+ than", "different from"),
        new("but for", "except"),
        new(@"(?<!\bthere )(is|are) no(?= )(?! (longer|more|less|fewer|\w+er)\b)", "does not, is not a, has no"),
        new("took part|takes? part|taking part", "is in the mask, is included"),
        new("made brain", "phantom, synthetic brain"),
        new("in flight", "in progress", Allowed: "kernels/|tests/GpuSeg.Kernels.Tests/|docs/backends.md"),
        new("begun", "started"),
        new("(made|make|makes|making) again", "recreated, rerun"),
        new("stands? for|standing for|stood for", "represents, replaces, means"),
        new("in whose", "reword: of the ..."),
        new("as it is", "unchanged"),
        new("graphics cards?|cards?", "GPU"),
        new("processors?", "CPU"),
        new("(null|empty|nothing|none|zero|NaN|true|false|0) where", "if"),
        new("where there (is|are)|where asked|where wanted", "if"),
    ];

    public override string Name => "words";

    public override string Remedy => "Say it in plain words; the suggestion is in brackets.";

    public override IEnumerable<Violation> Violations(SourceTree source) =>
        source.Files.AsParallel().AsOrdered().SelectMany(InCode).AsEnumerable()
            .Concat(source.Texts.SelectMany(text => InText(text.Path, text.Text)))
            .Where(violation => !_exempt.Any(exempt => violation.Path.StartsWith(exempt, StringComparison.Ordinal)));

    private static IEnumerable<Violation> InCode(SourceFile file)
    {
        foreach (var (index, found) in Find(file.Path, Comments(file)).Concat(Find(file.Path, Literals(file))))
        {
            yield return file.At(index, found);
        }

        foreach (var method in TestNameRule.TestMethods(file))
        {
            foreach (var (index, found) in Find(file.Path, TestNameRule.Words(method)))
            {
                yield return file.At(method.Identifier.SpanStart + index, found);
            }
        }
    }

    /// <summary>Returns the comments of a file in their places; marks become spaces, so that a phrase is found across lines.</summary>
    private static string Comments(SourceFile file)
    {
        char[] text = Blank(file);
        foreach (var trivia in file.Root.DescendantTrivia().Where(IsComment))
        {
            var comment = CommentMark().Replace(trivia.ToFullString(), match => new string(' ', match.Length));
            comment.CopyTo(0, text, trivia.FullSpan.Start, comment.Length);
        }

        return new string(text);
    }

    /// <summary>Returns the string literals of a file in their places; what joins them becomes spaces.</summary>
    private static string Literals(SourceFile file)
    {
        char[] text = Blank(file);
        foreach (var token in file.Root.DescendantTokens())
        {
            if (IsText(token))
            {
                token.Text.Replace('"', ' ').CopyTo(0, text, token.SpanStart, token.Span.Length);
            }
            else if (token.Kind()
                is SyntaxKind.PlusToken or SyntaxKind.InterpolatedStringStartToken or SyntaxKind.InterpolatedStringEndToken)
            {
                Array.Fill(text, ' ', token.SpanStart, token.Span.Length);
            }
        }

        return new string(text);
    }

    /// <summary>Returns a file's text with each character that is not white space replaced by one that no phrase has.</summary>
    private static char[] Blank(SourceFile file) =>
        file.Tree.GetText().ToString().Select(character => char.IsWhiteSpace(character) ? character : '\0').ToArray();

    private static IEnumerable<Violation> InText(string path, string text)
    {
        var prose = path.EndsWith(".md", StringComparison.Ordinal)
            ? CodeSpan().Replace(text, match => new string(' ', match.Length))
            : text;
        foreach (var (index, found) in Find(path, prose))
        {
            yield return new Violation(path, text.AsSpan(0, index).Count('\n') + 1, found);
        }
    }

    private static IEnumerable<(int Index, string Found)> Find(string path, string text) =>
        from word in _words
        where word.Allowed is null || !Regex.IsMatch(path, $"^({word.Allowed})")
        from Match match in word.Expression.Matches(text)
        select (match.Index, $"\"{Space().Replace(match.Value, " ").Trim()}\" ({word.Instead})");

    private static bool IsComment(SyntaxTrivia trivia) => trivia.Kind()
        is SyntaxKind.SingleLineCommentTrivia or SyntaxKind.MultiLineCommentTrivia
        or SyntaxKind.SingleLineDocumentationCommentTrivia or SyntaxKind.MultiLineDocumentationCommentTrivia;

    private static bool IsText(SyntaxToken token) => token.Kind() is SyntaxKind.StringLiteralToken or SyntaxKind.InterpolatedStringTextToken
        or SyntaxKind.SingleLineRawStringLiteralToken or SyntaxKind.MultiLineRawStringLiteralToken;

    [GeneratedRegex(@"^[ \t]*///?|\r?\n[ \t]*///?")]
    private static partial Regex CommentMark();

    [GeneratedRegex(@"```.*?```|`[^`]*`", RegexOptions.Singleline)]
    private static partial Regex CodeSpan();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();

    /// <summary>Phrase that is not used, and the words in its place.</summary>
    private sealed record Word(string Pattern, string Instead, string? Allowed = null)
    {
        public Regex Expression { get; } = new(
            $@"(?<![\w-])({Pattern.Replace(" ", @"\s+", StringComparison.Ordinal)})(?!\w)",
            RegexOptions.IgnoreCase | RegexOptions.Compiled | RegexOptions.CultureInvariant);
    }
}
