namespace GpuSeg.Cli.Commands;

/// <summary>Words as bash reads them back, each on one line.</summary>
internal static class ShellWords
{
    public static string Join(IEnumerable<string> words) => string.Join(' ', words.Select(Quote));

    public static string Quote(string word) =>
        word.Length > 0 && word.All(c => char.IsAsciiLetterOrDigit(c) || "@%+=:,./_-".Contains(c)) ? word
        : word.Any(char.IsControl) ? $"$'{string.Concat(word.Select(Escaped))}'"
        : $"'{word.Replace("'", @"'\''", StringComparison.Ordinal)}'";

    private static string Escaped(char c) => c is '\'' or '\\' ? $"\\{c}" : char.IsControl(c) ? $"\\u{(int)c:x4}" : c.ToString();
}
