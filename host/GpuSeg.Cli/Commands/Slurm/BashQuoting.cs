namespace GpuSeg.Cli.Commands.Slurm;

/// <summary>Quotes words so that bash reads them back unchanged, each on one line.</summary>
internal static class BashQuoting
{
    public static string Join(IEnumerable<string> words) => string.Join(' ', words.Select(Quote));

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
