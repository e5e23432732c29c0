using GpuSeg.Studies.Text;

namespace GpuSeg.Studies.Bids.Group;

/// <summary>The difference of a session's channels from those of most sessions of its segmentation.</summary>
/// <param name="Lacks">Channels that most sessions have and this session lacks.</param>
/// <param name="Adds">Channels that only this session has.</param>
public sealed record ChannelDifference(IReadOnlyList<string> Lacks, IReadOnlyList<string> Adds)
{
    /// <summary>The difference in a sentence.</summary>
    public string Sentence
    {
        get
        {
            string[] parts =
            [
                .. Lacks.Count > 0 ? [$"lacks {TextFormat.List(Lacks)}"] : Array.Empty<string>(),
                .. Adds.Count > 0 ? [$"has {TextFormat.List(Adds)} besides"] : Array.Empty<string>(),
                .. Lacks.Count + Adds.Count == 0 ? ["has the channels in another order"] : Array.Empty<string>(),
            ];
            return $"It {string.Join(" and ", parts)}, unlike most sessions; its labels cannot be compared with theirs.";
        }
    }

    /// <summary>Finds the differences of results of one segmentation from the most frequent set of channels.</summary>
    /// <returns>The rows whose set differs, with their differences; of equally frequent sets, the larger, then the first counts.</returns>
    internal static IReadOnlyDictionary<GroupRow, ChannelDifference> Of(IEnumerable<GroupRow> rows)
    {
        GroupRow[] complete = [.. rows.Where(row => row.Result is not null)];
        // Sessions that the participant level found to lack channels do not count.
        var whole = complete.Where(row => row.Result!.MissingChannels.Count == 0).GroupBy(Key).ToArray();
        var channels = whole.MaxBy(set => (set.Count(), set.First().Result!.Channels.Count))?.First().Result!.Channels;
        return complete.Where(row => row.Result!.MissingChannels.Count > 0 || !row.Result.Channels.SequenceEqual(channels!))
            .ToDictionary(row => row, row => Of(row.Result!, channels ?? row.Result!.Channels));
    }

    private static string Key(GroupRow row) => string.Join('\t', row.Result!.Channels);

    private static ChannelDifference Of(SessionResult own, IReadOnlyList<string> usual) =>
        new([.. usual.Except(own.Channels).Union(own.MissingChannels)], [.. own.Channels.Except(usual)]);
}
