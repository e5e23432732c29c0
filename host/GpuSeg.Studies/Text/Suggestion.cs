namespace GpuSeg.Studies.Text;

/// <summary>The known words that a misspelt word may mean.</summary>
public static class Suggestion
{
    private const int MostListed = 8;

    /// <summary>
    /// Finds the known word that is closest to a word: the same except for letter case, dashes and leading zeros, a longer form of it, or
    /// a spelling with a quarter of its letters changed or swapped, the digits in their places. Null if no word is close.
    /// </summary>
    /// <param name="word">The word that is not known.</param>
    /// <param name="known">Known words; of equally close words the first is taken.</param>
    public static string? Closest(string word, IEnumerable<string> known)
    {
        ArgumentNullException.ThrowIfNull(word);
        var plain = Plain(word);
        var isNumber = plain.All(char.IsAsciiDigit);
        var most = isNumber ? 0 : (plain.Length + 1) / 4;
        return known.Where(other => Digits(Plain(other)) == Digits(plain)).Select(other => (Word: other, Edits: Edits(plain, Plain(other))))
            .Where(other => other.Edits <= most || (!isNumber && IsLonger(other.Word)))
            .OrderBy(other => other.Edits).Select(other => other.Word).FirstOrDefault();

        bool IsLonger(string other) => Plain(other).StartsWith(plain, StringComparison.Ordinal);
    }

    /// <summary>Lists words, the first few of many.</summary>
    internal static string List(IReadOnlyList<string> words) => words.Count <= MostListed
        ? string.Join(", ", words)
        : $"{string.Join(", ", words.Take(MostListed))} and {words.Count - MostListed} more";

    // T2w is not a misspelt T1w.
    private static string Digits(string word) => string.Concat(word.Where(char.IsAsciiDigit));

    private static string Plain(string word) => word.TrimStart('-').TrimStart('0').Replace('_', '-').ToLowerInvariant();

    // Letters to insert, delete, replace or swap with the next (optimal string alignment).
    private static int Edits(string a, string b)
    {
        var costs = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                costs[i, j] = i == 0 || j == 0 ? i + j : Math.Min(
                    costs[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1), 1 + Math.Min(costs[i - 1, j], costs[i, j - 1]));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    costs[i, j] = Math.Min(costs[i, j], 1 + costs[i - 2, j - 2]);
                }
            }
        }

        return costs[a.Length, b.Length];
    }
}
