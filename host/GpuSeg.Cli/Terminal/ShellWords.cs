namespace GpuSeg.Cli.Terminal;

/// <summary>Words as bash reads them back, each on one line.</summary>
internal static class ShellWords
{
    /// <summary>Writes words on one line.</summary>
    public static string Join(IEnumerable<string> words) => string.Join(' ', words.Select(Quote));

    /// <summary>Writes a word.</summary>
    public static string Quote(string word)
    {
        if (word.Length > 0 && word.All(c => char.IsAsciiLetterOrDigit(c) || "@%+=:,./_-".Contains(c)))
        {
            return word;
        }

        return word.Any(char.IsControl)
            ? $"$'{string.Concat(word.Select(Escape))}'"
            : $"'{word.Replace("'", @"'\''", StringComparison.Ordinal)}'";
    }

    private static string Escape(char c) => c is '\'' or '\\' ? $"\\{c}" : char.IsControl(c) ? $"\\u{(int)c:x4}" : c.ToString();
}
