using System.Globalization;

namespace GpuSeg.Studies.Bids.Dataset;

/// <summary>
/// One of several equal parts of a list, so that machines can share it without talking to each other: of the items 0, 1, 2 ... those
/// with j mod Count + 1 = Index. Parts differ by one item at most.
/// </summary>
/// <param name="Index">Number of the part, from 1 to <paramref name="Count"/>.</param>
/// <param name="Count">Number of parts.</param>
public sealed record Shard(int Index, int Count)
{
    /// <summary>The whole list.</summary>
    public static Shard Whole { get; } = new(1, 1);

    /// <summary>Parses I/N; null if the text is not a shard.</summary>
    public static Shard? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Split('/') is [var first, var second] && Number(first) is { } index && Number(second) is { } count && index <= count
           ? new(index, count)
           : null;
    }

    /// <summary>Selects the items of this part, in their order.</summary>
    public T[] Of<T>(IEnumerable<T> items) => [.. items.Where((_, j) => j % Count == Index - 1)];

    /// <summary>Formats the part as I/N.</summary>
    public override string ToString() => $"{Index}/{Count}";

    private static int? Number(string text) =>
       int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : null;
}
