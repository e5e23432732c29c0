using GpuSeg.Images;
using GpuSeg.Studies.Text;

namespace GpuSeg.Studies.Bids.Dataset;

/// <summary>
/// The images of a BIDS data set that can be segmented, raw or derivative. Only the folders anat and dwi of subjects and their sessions
/// are listed: derivatives, sourcedata and code cost nothing. The paths in .bidsignore are left out.
/// </summary>
public sealed class BidsDataset
{
    private readonly Lazy<IReadOnlyList<BidsSession>> _all;

    private BidsDataset(
        string root, string name, IReadOnlyList<BidsSession> sessions, IReadOnlyList<string> notes, Func<IReadOnlyList<BidsSession>> all)
    {
        (Root, Name, Sessions, Notes) = (root, name, sessions, notes);
        _all = new(all);
    }

    /// <summary>The folder, as given.</summary>
    public string Root { get; }

    /// <summary>The name in dataset_description.json.</summary>
    public string Name { get; }

    /// <summary>The folder and its name.</summary>
    public RawData Data => new(Root, Name);

    /// <summary>The sessions, sorted by subject and session.</summary>
    public IReadOnlyList<BidsSession> Sessions { get; }

    /// <summary>All sessions of the data set, chosen or not; listed on first use.</summary>
    public IReadOnlyList<BidsSession> AllSessions => _all.Value;

    /// <summary>A sentence for every subject without a wanted session and for everything that is left out.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>Lists the images; a problem with one subject is reported in its sessions.</summary>
    /// <param name="root">The folder with dataset_description.json.</param>
    /// <param name="subjects">Labels with or without sub-; empty for all subjects.</param>
    /// <param name="sessions">Labels with or without ses-; empty for all sessions.</param>
    /// <param name="list">
    /// The file that names the subjects, or null. A subject of a file that the data set lacks becomes a session that failed; without a
    /// file it is refused.
    /// </param>
    /// <exception cref="ImageException">The folder is not a data set, has no subject, or lacks a subject or session asked for.</exception>
    public static BidsDataset Scan(
        string root, IReadOnlyCollection<string>? subjects = null, IReadOnlyCollection<string>? sessions = null, string? list = null)
    {
        var name = DatasetDescription.Read(root).Name;
        var (wanted, visits) = (Labels("sub-", subjects), Labels("ses-", sessions));
        var scan = new DatasetScan(root);
        var there = scan.Subjects();
        string[] missing = [.. wanted.Except(there).Order(StringComparer.Ordinal)];
        if (missing.Length > 0 && (list is null || missing.Length == wanted.Count))
        {
            throw new ImageException(Missing(root, scan, missing, there));
        }

        var (found, without) = (new List<BidsSession>(), new List<string>());
        foreach (var label in there.Where(label => wanted.Count == 0 || wanted.Contains(label)))
        {
            var before = found.Count;
            found.AddRange(scan.SessionsOf(label, visits));
            if (found.Count == before)
            {
                without.Add($"sub-{label} has none of the sessions {Words("ses-", visits)}.");
            }
        }

        if (found.Count == 0)
        {
            throw new ImageException(visits.Count == 0
                ? $"{root} has no session that can be used; {string.Join(' ', scan.Notes)}"
                : $"No subject in {root} has any of the sessions {Words("ses-", visits)}; check the labels.");
        }

        BidsSession[] all = [.. found, .. missing.Select(label => NotThere(root, scan, label, there, list!))];
        return new(
            root,
            name,
            [.. all.OrderBy(session => session.Subject, StringComparer.Ordinal)],
            [.. without, .. scan.Notes],
            () => wanted.Count + visits.Count == 0 ? all : Everyone(root, there));
    }

    private static BidsSession[] Everyone(string root, IReadOnlyList<string> subjects)
    {
        var scan = new DatasetScan(root);
        var every = new HashSet<string>();
        return [.. subjects.SelectMany(label => scan.SessionsOf(label, every))];
    }

    private static BidsSession NotThere(string root, DatasetScan scan, string label, IReadOnlyList<string> there, string list)
    {
        var reason = $"{list} names it, and {Missing(root, scan, [label], there)}";
        return new(label, null, [], [], reason);
    }

    private static string Missing(string root, DatasetScan scan, string[] missing, IReadOnlyList<string> there)
    {
        string[] ignored = [.. missing.Where(scan.IgnoresSubject)];
        if (ignored.Length > 0)
        {
            return $"{root} leaves out {Words("sub-", ignored)} by its {BidsIgnore.FileName}; remove the line there to segment it.";
        }

        string[] meant = [.. missing.Select(label => Suggestion.Closest(label, there)).OfType<string>().Distinct()];
        var subjects = Suggestion.List([.. there.Select(label => $"sub-{label}")]);
        var advice = meant.Length > 0 ? $"did you mean {Words("sub-", meant)}? It" : "check the labels; it";
        return $"{root} has no subject {Words("sub-", missing)}; {advice} has {subjects}.";
    }

    private static HashSet<string> Labels(string prefix, IReadOnlyCollection<string>? given) =>
        [.. (given ?? []).Select(label => label.StartsWith(prefix, StringComparison.Ordinal) ? label[prefix.Length..] : label)];

    private static string Words(string prefix, IEnumerable<string> labels) =>
        string.Join(", ", labels.Order(StringComparer.Ordinal).Select(label => prefix + label));
}

/// <summary>The folder of a cohort's images: a BIDS data set, or the folder of a list.</summary>
/// <param name="Root">The folder; paths of images are relative to it.</param>
/// <param name="Name">Name of the data, or an empty text.</param>
public sealed record RawData(string Root, string Name)
{
    /// <summary>Folders of other data sets that files are taken from, by their names in URIs.</summary>
    public IReadOnlyDictionary<string, string> Links { get; init; } = new Dictionary<string, string>();
}
