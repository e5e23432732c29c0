using GpuSeg.Images;
using GpuSeg.Studies.Bids.Dataset;
using GpuSeg.Studies.Text;

namespace GpuSeg.Studies.Evaluation;

/// <summary>A result and its truth.</summary>
/// <param name="Id">sub-01, sub-01_ses-02, or the name of the file.</param>
/// <param name="Result">Path of the result.</param>
/// <param name="Truth">Path of the truth.</param>
public sealed record EvaluatedPair(string Id, string Result, string Truth)
{
    private static readonly string[] s_suffixes = ["dseg", "mask"];

    /// <summary>Pairs two files, or the label maps of two folders by subject and session.</summary>
    /// <param name="result">A label map, or a folder of label maps with names of BIDS.</param>
    /// <param name="truth">The truth, a file or a folder likewise.</param>
    /// <param name="match">Part of the names of results to evaluate, such as label-lesion_mask; null for any.</param>
    /// <param name="truthMatch">Part of the names of the truth; null for any.</param>
    /// <returns>The pairs by subject and session, and a sentence if results have no truth.</returns>
    /// <exception cref="ImageException">A path does not exist, a session has several files, or no result has a truth.</exception>
    public static (IReadOnlyList<EvaluatedPair> Pairs, string? Note) Find(string result, string truth, string? match, string? truthMatch)
    {
        foreach (var path in (string[])[result, truth])
        {
            if (!Path.Exists(path))
            {
                throw new ImageException($"{path} does not exist; check the spelling of the path.");
            }
        }

        if (Directory.Exists(result) != Directory.Exists(truth))
        {
            throw new ImageException($"{result} and {truth} must be two files or two folders; give both as the same kind.");
        }

        if (!Directory.Exists(result))
        {
            return ([new(Path.GetFileName(result).Split('.')[0], result, truth)], null);
        }

        var (results, truths) = (Maps(result, match), Maps(truth, truthMatch));
        string[] without = [.. results.Keys.Except(truths.Keys)];
        EvaluatedPair[] pairs =
            [.. results.Where(session => truths.ContainsKey(session.Key)).Select(session => new EvaluatedPair(
                session.Key, Single(result, session.Key, session.Value, "--match"),
                Single(truth, session.Key, truths[session.Key], "--truth-match")))];
        return pairs.Length == 0
            ? throw new ImageException($"No label map in {result} has a truth in {truth}; results are of {Suggestion.List(without)}, and "
                + $"the truth is of {Suggestion.List([.. truths.Keys])}.")
            : (pairs, without.Length == 0
                ? null
                : $"{Plural.Of(without.Length, "session")} without truth {(without.Length == 1 ? "is" : "are")} left out: "
                    + $"{Suggestion.List(without)}.");
    }

    private static SortedDictionary<string, List<string>> Maps(string folder, string? match)
    {
        var maps = new SortedDictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var path in Directory.EnumerateFiles(folder, "sub-*.nii*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var file = Path.GetFileName(path);
            if (BidsName.TryParse(file, out var name) && name["sub"] is { } subject && s_suffixes.Contains(name.Suffix)
                && name.Extension is ".nii" or ".nii.gz" && (match is null || file.Contains(match, StringComparison.Ordinal)))
            {
                var id = BidsSession.IdOf(subject, name["ses"]);
                if (!maps.TryGetValue(id, out var files))
                {
                    maps[id] = files = [];
                }

                files.Add(path);
            }
        }

        return maps.Count > 0 ? maps : throw new ImageException(
            $"{folder} has no label map of a subject (sub-*_dseg.nii.gz or sub-*_mask.nii.gz{(match is null ? "" : $" with {match}")}); "
            + "check the folder.");
    }

    private static string Single(string folder, string id, List<string> files, string option) => files is [var file]
        ? file
        : throw new ImageException(
            $"{folder} has several label maps of {id}: {Suggestion.List([.. files.Select(path => Path.GetFileName(path))])}; "
            + $"choose by a part of the name that one of them has ({option}).");
}
