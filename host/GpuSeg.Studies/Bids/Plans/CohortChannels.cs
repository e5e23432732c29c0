using GpuSeg.Studies.Bids.Dataset;
using GpuSeg.Studies.Text;

namespace GpuSeg.Studies.Bids.Plans;

/// <summary>
/// The channels of a cohort: the contrasts that at least half of its sessions with anatomical images have. They follow from the names of
/// all sessions, so that every process comes to the same ones, whichever sessions it segments.
/// </summary>
internal sealed class CohortChannels
{
    private readonly Dictionary<string, int> _counts;
    private readonly int _sessions;

    private CohortChannels(Dictionary<string, int> counts, int sessions) => (_counts, _sessions) = (counts, sessions);

    /// <summary>Names of the channels.</summary>
    public IReadOnlySet<string> Names => _counts.Where(kind => 2 * kind.Value >= Most).Select(kind => kind.Key).ToHashSet();

    // A data set whose sessions have nothing in common has the most frequent contrasts.
    private int Most => Math.Min(_sessions, 2 * _counts.Values.DefaultIfEmpty(0).Max());

    /// <summary>Counts the sessions that have each contrast.</summary>
    /// <param name="sessions">The images of every session that could be channels.</param>
    public static CohortChannels Of(IEnumerable<IEnumerable<BidsImage>> sessions)
    {
        string[][] kinds =
        [
            .. sessions.Select(images => images.Select(image => ChannelNames.Kind(image.Name)).Distinct().ToArray())
                .Where(all => all.Length > 0),
        ];
        return new(kinds.SelectMany(all => all).CountBy(kind => kind).ToDictionary(), kinds.Length);
    }

    /// <summary>Describes how many sessions have a channel: 5 of 6 sessions have it.</summary>
    public string Share(string name) =>
        $"{_counts.GetValueOrDefault(name):N0} of {Plural.Of(_sessions, "session")} have it";
}
