namespace GpuSeg.Studies.Text;

/// <summary>The known words that a misspelt word may mean.</summary>
internal static class Suggestion
{
    private const int MostListed = 8;

    /// <summary>
    /// Finds the known word that is closest to a word: the same except for letter case and leading zeros, a longer form of it, or a
    /// spelling with a third of its letters changed at most, the digits in their places. Null if no word is close.
    /// </summary>
    /// <param name="word">The word that is not known.</param>
    /// <param name="known">Known words; of equally close words the first is taken.</param>
    public static string? Closest(string word, IEnumerable<string> known)
    {
        var plain = Plain(word);
        var isNumber = word.All(char.IsAsciiDigit);
        return known.Where(other => Digits(Plain(other)) == Digits(plain)).Select(other => (Word: other, Edits: Edits(plain, Plain(other))))
            .Where(other => other.Edits <= (isNumber ? 0 : word.Length / 3) || (!isNumber && IsLonger(other.Word)))
            .OrderBy(other => other.Edits).Select(other => other.Word).FirstOrDefault();

        bool IsLonger(string other) => plain.Length > 0 && Plain(other).StartsWith(plain, StringComparison.Ordinal);
    }

    /// <summary>Lists words, the first few of many.</summary>
    public static string List(IReadOnlyList<string> words) => words.Count <= MostListed
        ? string.Join(", ", words)
        : $"{string.Join(", ", words.Take(MostListed))} and {words.Count - MostListed} more";

    // T2w is not a misspelt T1w.
    private static string Digits(string word) => string.Concat(word.Where(char.IsAsciiDigit));

    private static string Plain(string word) => word.ToLowerInvariant().TrimStart('0');

    // Levenshtein's distance, row by row.
    private static int Edits(string a, string b)
    {
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[b.Length];
    }
}
