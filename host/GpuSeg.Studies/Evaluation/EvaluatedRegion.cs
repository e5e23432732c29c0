using System.Globalization;
using GpuSeg.Studies.Comparison;

namespace GpuSeg.Studies.Evaluation;

/// <summary>A region that is evaluated: labels of the result and the labels of the truth that they stand against.</summary>
/// <param name="Name">Name in tables.</param>
/// <param name="Result">Numbers of the labels in the result; null for all labels.</param>
/// <param name="Truth">Numbers of the labels in the truth; null for all labels.</param>
public sealed record EvaluatedRegion(string Name, IReadOnlyList<int>? Result, IReadOnlyList<int>? Truth)
{
    private const string All = "all";

    /// <summary>Reads a region such as core=1+3:1+4, with all for all labels; null if the text is not a region.</summary>
    public static EvaluatedRegion? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Split('=') is [{ Length: > 0 } name, var labels] && labels.Split(':') is [var result, var truth]
            && Numbers(result) is var (allResult, ofResult) && Numbers(truth) is var (allTruth, ofTruth)
            ? new(name, allResult ? null : ofResult, allTruth ? null : ofTruth)
            : null;
    }

    /// <summary>
    /// Finds the regions of maps without given regions: a region per name that both maps have, or else per number that occurs in one of
    /// them.
    /// </summary>
    internal static IReadOnlyList<EvaluatedRegion> Of(LabelMap result, LabelMap truth)
    {
        var (named, known) = (Labels(result), Labels(truth));
        EvaluatedRegion[] shared =
        [
            .. from own in named
               join other in known on result.NameOf(own)?.ToUpperInvariant() equals truth.NameOf(other)?.ToUpperInvariant()
               where result.NameOf(own) is not null
               select new EvaluatedRegion(result.NameOf(own)!, [result.NumberOf(own)], [truth.NumberOf(other)]),
        ];
        return shared.Length > 0
            ? shared
            :
            [
                .. named.Select(result.NumberOf).Union(known.Select(truth.NumberOf)).Order()
                    .Select(number => new EvaluatedRegion($"{number}", [number], [number])),
            ];
    }

    /// <summary>Makes the map of a region: 1 inside, 0 elsewhere.</summary>
    internal static byte[] Map(LabelMap map, IReadOnlyList<int>? labels)
    {
        var inside = new byte[256];
        for (var code = 1; code < inside.Length; code++)
        {
            inside[code] = labels is null || (map.Knows(code) && labels.Contains(map.NumberOf(code))) ? (byte)1 : (byte)0;
        }

        return Array.ConvertAll(map.Voxels, code => inside[code]);
    }

    private static int[] Labels(LabelMap map)
    {
        var occurs = new bool[256];
        foreach (var code in map.Voxels)
        {
            occurs[code] = true;
        }

        return [.. Enumerable.Range(1, 255).Where(code => occurs[code])];
    }

    private static (bool IsAll, int[] Numbers)? Numbers(string text)
    {
        string[] words = text.Split('+');
        return text == All ? (true, [])
            : words.All(word => int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0)
            ? (false, [.. words.Select(word => int.Parse(word, CultureInfo.InvariantCulture)).Distinct()])
            : null;
    }
}
