using System.Text;
using System.Text.RegularExpressions;
using GpuSeg.Images;
using GpuSeg.Images.Files;
using GpuSeg.Studies.Json;

namespace GpuSeg.Studies.Bids.Dataset;

/// <summary>
/// The paths that a data set's .bidsignore leaves out, by the rules of .gitignore: the last pattern that matches decides, a pattern with !
/// takes a path back, a pattern with / at its end matches folders only, and nothing below an ignored folder can be taken back.
/// </summary>
public sealed class BidsIgnore
{
    /// <summary>Name of the file in the root of a data set.</summary>
    public const string FileName = ".bidsignore";

    private readonly Pattern[] _patterns;

    private BidsIgnore(Pattern[] patterns) => _patterns = patterns;

    /// <summary>Reads the file of a data set; without the file nothing is ignored.</summary>
    /// <exception cref="ImageException">The file cannot be read.</exception>
    public static BidsIgnore Read(string root)
    {
        ArgumentNullException.ThrowIfNull(root);
        var path = Path.Combine(root, FileName);
        return File.Exists(path) || InputFile.IsBrokenLink(path) ? Parse(JsonFile.ReadText(path)) : new([]);
    }

    /// <summary>Parses the lines of a file.</summary>
    public static BidsIgnore Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new([.. text.Split('\n', '\r').Select(Trimmed).Where(line => line.Length > 0 && line[0] != '#').Select(Pattern.Parse)]);
    }

    /// <summary>Returns whether a path, or a folder above it, is left out.</summary>
    /// <param name="path">Path relative to the root, with slashes.</param>
    /// <param name="isFolder">Whether the path is a folder.</param>
    public bool Ignores(string path, bool isFolder)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (_patterns.Length == 0)
        {
            return false;
        }

        for (var slash = path.IndexOf('/', StringComparison.Ordinal); slash > 0; slash = path.IndexOf('/', slash + 1))
        {
            if (Matches(path[..slash], isFolder: true))
            {
                return true;
            }
        }

        return Matches(path, isFolder);
    }

    private bool Matches(string path, bool isFolder) =>
        Array.FindLast(_patterns, pattern => (isFolder || !pattern.IsOfFolders) && pattern.Expression.IsMatch(path))
            is { IsNegated: false };

    // A blank at the end counts only behind a backslash.
    private static string Trimmed(string line)
    {
        var end = line.Length;
        while (end > 0 && line[end - 1] == ' ' && !(end > 1 && line[end - 2] == '\\'))
        {
            end--;
        }

        return line[..end];
    }

    private sealed record Pattern(Regex Expression, bool IsNegated, bool IsOfFolders)
    {
        public static Pattern Parse(string line)
        {
            var isNegated = line[0] == '!';
            var glob = isNegated ? line[1..] : line;
            var isOfFolders = glob.EndsWith('/');
            glob = isOfFolders ? glob[..^1] : glob;
            // A slash anywhere but at the end fixes the pattern to the root; without a slash a name at any depth matches.
            var start = glob.Contains('/', StringComparison.Ordinal) ? "" : "(?:.*/)?";
            var expression = new Regex(
                $@"\A{start}{Expressed(glob.StartsWith('/') ? glob[1..] : glob)}\z",
                RegexOptions.CultureInvariant | RegexOptions.Singleline);
            return new(expression, isNegated, isOfFolders);
        }

        private static string Expressed(string glob)
        {
            var expression = new StringBuilder();
            for (var i = 0; i < glob.Length; i++)
            {
                i += glob[i] switch
                {
                    '*' => Stars(glob, i, expression),
                    '?' => Add(expression, "[^/]", 1),
                    '[' => Class(glob, i, expression),
                    '\\' when i + 1 < glob.Length => Add(expression, Regex.Escape(glob[(i + 1)..(i + 2)]), 2),
                    _ => Add(expression, Regex.Escape(glob[i..(i + 1)]), 1),
                } - 1;
            }

            return expression.ToString();
        }

        private static int Add(StringBuilder expression, string text, int length)
        {
            expression.Append(text);
            return length;
        }

        // Two stars between slashes match any number of folders; elsewhere they are one star.
        private static int Stars(string glob, int start, StringBuilder expression)
        {
            var end = start;
            while (end < glob.Length && glob[end] == '*')
            {
                end++;
            }

            var isAlone = end - start == 2 && (start == 0 || glob[start - 1] == '/') && (end == glob.Length || glob[end] == '/');
            return isAlone && end < glob.Length ? Add(expression, "(?:[^/]+/)*", end + 1 - start)
                : isAlone && start > 0 ? Add(expression, ".+", end - start)
                : Add(expression, "[^/]*", end - start);
        }

        // A class that is not closed matches nothing, as in git.
        private static int Class(string glob, int start, StringBuilder expression)
        {
            var isExcluding = start + 1 < glob.Length && glob[start + 1] is '!' or '^';
            var first = start + (isExcluding ? 2 : 1);
            var members = new StringBuilder();
            for (var i = first; i < glob.Length; i++)
            {
                if (glob[i] == ']' && i > first)
                {
                    return Add(expression, $"(?!/)[{(isExcluding ? "^" : "")}{members}]", i + 1 - start);
                }

                var named = NamedClass(glob, i);
                if (named.Length > 0)
                {
                    members.Append(named.Members);
                    i += named.Length - 1;
                }
                else if (glob[i] == '-' && i > first && i + 1 < glob.Length && glob[i + 1] != ']')
                {
                    members.Append('-');
                }
                else
                {
                    i += glob[i] == '\\' && i + 1 < glob.Length ? 1 : 0;
                    members.Append(@"\u").Append(((int)glob[i]).ToString("x4", System.Globalization.CultureInfo.InvariantCulture));
                }
            }

            return Add(expression, "(?!)", glob.Length - start);
        }

        private static (string Members, int Length) NamedClass(string glob, int start)
        {
            foreach (var (name, members) in ((string, string)[])
                [("[:alnum:]", "0-9A-Za-z"), ("[:alpha:]", "A-Za-z"), ("[:digit:]", "0-9"), ("[:lower:]", "a-z"), ("[:upper:]", "A-Z")])
            {
                if (glob.AsSpan(start).StartsWith(name, StringComparison.Ordinal))
                {
                    return (members, name.Length);
                }
            }

            return ("", 0);
        }
    }
}
