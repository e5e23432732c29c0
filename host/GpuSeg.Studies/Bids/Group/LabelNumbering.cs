using GpuSeg.Images;

namespace GpuSeg.Studies.Bids.Group;

/// <summary>Numbers the matched labels of sessions by <see cref="Rule"/>, so that the numbers do not depend on the reference.</summary>
public static class LabelNumbering
{
    /// <summary>The numbering by volume, the default.</summary>
    public const string ByVolume = "volume";

    private const string Mean = "mean:";

    /// <summary>The rule, in a sentence.</summary>
    public const string Rule =
        "Matched labels are numbered by their volume summed over the matched sessions, the largest first; if the order mean:NAME was "
        + "requested, here or for all sessions, by their mean of that image over the sessions, in units of each session's own mask, the "
        + "smallest first.";

    /// <summary>Numbers the labels of matched sessions anew.</summary>
    /// <param name="sessions">Sessions that were matched with each other; at least one.</param>
    /// <param name="requested">The rule as users write it (weight, mean:NAME or none); null for the rule of the sessions.</param>
    /// <returns>The matches in the new order.</returns>
    internal static IReadOnlyList<LabelMatch> Apply(IReadOnlyList<(SessionResult Result, LabelMatch Match)> sessions, string? requested)
    {
        SessionResult[] results = [.. sessions.Select(session => LabelMatching.InOrder(session.Result, session.Match))];
        var rule = requested ?? OfSessions(results);
        var place = Place(results[0], rule);
        var keys = place < 0 ? Sizes(results) : Means(results, place);
        // Equal keys keep the reference's order.
        int[] order = [.. Enumerable.Range(0, keys.Length).OrderBy(k => keys[k])];
        return [.. sessions.Select(session => session.Match with
        {
            Labels = [.. order.Select(k => session.Match.Labels[k])],
            Order = place < 0 ? ByVolume : Mean + results[0].Channels[place],
        })];
    }

    /// <summary>Refuses a rule by the mean of an image that no session has.</summary>
    /// <exception cref="ImageException">No session has the image.</exception>
    internal static void Require(IEnumerable<SessionResult> results, string? requested)
    {
        SessionResult[] all = [.. results];
        if (all.Length == 0 || requested is null || NameIn(requested) is not { } name || all.Any(result => Place(result, requested) >= 0))
        {
            return;
        }

        throw new ImageException($"No image is called '{name}', whose mean should order the labels; "
            + $"the images are {string.Join(", ", all.SelectMany(result => result.Channels).Distinct())}.");
    }

    // Sessions of one run share their rule. A group has no order of its own that "none" could keep.
    private static string OfSessions(SessionResult[] results) =>
        results.Select(result => result.LabelOrder ?? "").Distinct().ToArray() is [var rule] ? rule : "";

    private static string? NameIn(string rule) =>
        rule.StartsWith(Mean, StringComparison.Ordinal) ? rule[Mean.Length..] : null;

    // The very name wins over one that differs in case alone.
    private static int Place(SessionResult result, string rule)
    {
        if (NameIn(rule) is not { } name)
        {
            return -1;
        }

        var channels = result.Channels.ToList();
        var place = channels.IndexOf(name);
        return place >= 0 ? place : channels.FindIndex(channel => channel.Equals(name, StringComparison.OrdinalIgnoreCase));
    }

    private static double[] Sizes(SessionResult[] results) =>
        [.. Enumerable.Range(0, results[0].Labels.Count).Select(k => -results.Sum(result => result.Labels[k].Millilitres))];

    private static double[] Means(SessionResult[] results, int channel)
    {
        double[][][] places = [.. results.Select(LabelMatching.Places)];
        return [.. Enumerable.Range(0, results[0].Labels.Count).Select(k =>
            places.Select(session => session[k][channel]).Where(double.IsFinite).DefaultIfEmpty(double.PositiveInfinity).Average())];
    }
}
