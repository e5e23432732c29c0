using GpuSeg.Images;
using GpuSeg.Images.Nifti;
using GpuSeg.Studies.Bids.Dataset;

namespace GpuSeg.Studies.Bids.Plans;

/// <summary>
/// Chooses one image for each channel of a session from all versions that there are. The rule, in this order: images that can be read, of
/// one 3-D volume, no localisers; those that show at least three quarters of what the widest shows; those on the grid that most channels
/// share; desc-preproc, then the plain name, then the fewest entities; the first, the last or the mean of several runs.
/// </summary>
/// <param name="root">The data set.</param>
/// <param name="runs">The run that is taken.</param>
/// <param name="areNamed">Whether the user named the channels; versions that the names do not tell apart are then refused.</param>
internal sealed class VersionRule(string root, RunChoice runs, bool areNamed)
{
    private const double WideShare = 0.75;

    // Entities that make no version: their differences are chosen by other rules.
    private static readonly HashSet<string> s_common = ["sub", "ses", "run", "ce"];

    /// <summary>Chooses the images of a session.</summary>
    /// <param name="session">Id of the session, for messages.</param>
    /// <param name="wanted">The channels that have images.</param>
    /// <param name="notes">Receives a sentence for the images that are left out.</param>
    /// <returns>For each channel the chosen image, or the runs to take the mean of, or the reason why none can be used.</returns>
    /// <exception cref="ImageException">An image cannot be read and no other version can be used, or the choice is the user's.</exception>
    public (Candidate[] Images, string? Fault)[] Choose(string session, IReadOnlyList<WantedChannel> wanted, List<string> notes)
    {
        var usable = wanted.Select(channel => Usable(channel, notes)).ToArray();
        var reference = OnCommonGrid(usable.Select(channel => channel.Images));
        return [.. usable.Zip(wanted, (channel, of) => channel.Images.Length == 0
            ? ([], channel.Fault)
            : (Best(session, of, OnGrid(channel.Images, reference!, notes), notes), (string?)null))];
    }

    /// <summary>Formats the entities that make an image a version of its contrast, such as rec-norm; empty for a plain name.</summary>
    public static string VersionOf(BidsName name) => string.Join('_', Entities(name).Select(entity => $"{entity.Key}-{entity.Value}"));

    private (Candidate[] Images, string? Fault) Usable(WantedChannel channel, List<string> notes)
    {
        Candidate[] read = [.. channel.Images.Select(image => Candidate.Read(root, image, areNamed))];
        Candidate[] usable = [.. read.Where(candidate => candidate.Fault is null)];
        if (usable.Length == 0)
        {
            return read.FirstOrDefault(candidate => candidate.IsUnreadable) is { } unreadable
                ? throw new ImageException(unreadable.Fault!)
                : ([], $"{read[0].Image.Path} {read[0].Fault}");
        }

        notes.AddRange(read.Where(candidate => candidate.Fault is not null).Select(candidate => candidate.IsUnreadable
            ? $"{candidate.Image.Path} is left out: {candidate.Fault}"
            : $"{candidate.Image.Path} is left out: it {candidate.Fault}."));
        var widest = usable.MaxBy(candidate => candidate.FieldOfView)!;
        var wide = usable.ToLookup(candidate => candidate.FieldOfView >= WideShare * widest.FieldOfView);
        notes.AddRange(wide[false].Select(candidate => $"{candidate.Image.Path} is left out: it shows {candidate.ExtentText}, "
            + $"and {Path.GetFileName(widest.Image.Path)} shows {widest.ExtentText}."));
        return ([.. wide[true]], null);
    }

    // Of equally frequent grids, the grid of the first channel's best version.
    private static Candidate? OnCommonGrid(IEnumerable<Candidate[]> channels)
    {
        Candidate[][] all = [.. channels.Select(images => images.OrderBy(image => Rank(image.Image.Name)).ToArray())];
        return all.SelectMany(images => images).MaxBy(of => all.Count(images => images.Any(image => image.IsOnGridOf(of))));
    }

    private Candidate[] OnGrid(Candidate[] images, Candidate reference, List<string> notes)
    {
        // A mean needs all runs of a version, and refuses those on another grid.
        var versions = images.Where(image => image.IsOnGridOf(reference)).Select(Version).ToHashSet();
        var on = images.ToLookup(image => runs == RunChoice.Mean ? versions.Contains(Version(image)) : image.IsOnGridOf(reference));
        if (!on[true].Any())
        {
            return images;
        }

        notes.AddRange(on[false].Select(image =>
            $"{image.Image.Path} is left out: it lies on another grid, and {Path.GetFileName(on[true].First().Image.Path)} "
            + "on that of the other channels."));
        return [.. on[true]];
    }

    private Candidate[] Best(string session, WantedChannel channel, Candidate[] images, List<string> notes)
    {
        // Forms of one name, compressed and not, are one image.
        var forms = images.GroupBy(image => image.Image.Name.As(image.Image.Name.Suffix, "").ToString()).ToArray();
        notes.AddRange(forms.SelectMany(form => form.Skip(1).Select(image =>
            $"{image.Image.Path} is left out: it and {Path.GetFileName(form.First().Image.Path)} are two forms of one name; keep one.")));
        var versions = forms.Select(form => form.First()).GroupBy(Version)
            .OrderBy(version => Rank(version.First().Image.Name)).Select(version => version.ToArray()).ToArray();
        RequireChoice(session, channel, versions);
        var chosen = Runs(versions[0], notes);
        if (versions.Length > 1)
        {
            string[] others = [.. versions[1..].SelectMany(version => version).Select(image => image.Image.Path)];
            notes.Add($"{string.Join(", ", others)} {(others.Length == 1 ? "is" : "are")} left out: {channel.Name} is "
                + $"{Names(chosen)}, {Why(chosen[0].Image.Name)}; name the version to use another.");
        }

        return chosen;
    }

    private static (string? Agent, string Version) Version(Candidate image) => (image.Image.Name["ce"], VersionOf(image.Image.Name));

    private static string Why(BidsName name) => name["desc"] == "preproc" ? "the preprocessed version"
        : VersionOf(name).Length == 0 ? "the plain version"
        : "the first version by name";

    private void RequireChoice(string session, WantedChannel channel, Candidate[][] versions)
    {
        var first = versions[0][0].Image.Name;
        var form = Rank(first).Form;
        Candidate[] alike = [.. versions.Select(version => version[0]).Where(image => Rank(image.Image.Name).Form == form)];
        if (areNamed && alike.Length > 1)
        {
            throw new ImageException($"Several images of {session} are {channel.Text}: {Names(alike)}; "
                + "choose one by an entity before the suffix, such as acq-NAME:T1w, or by a filter file.");
        }

        if (!areNamed && first["chunk"] is not null)
        {
            throw new ImageException($"{channel.Name} of {session} comes in parts: {Names(versions.SelectMany(version => version))}; "
                + "join them into one image, or choose other channels.");
        }
    }

    private Candidate[] Runs(Candidate[] all, List<string> notes)
    {
        Candidate[] ordered = [.. all.OrderBy(image => BidsEntities.Index(image.Image.Name["run"]))
            .ThenBy(image => image.Image.Path, StringComparer.Ordinal)];
        if (runs == RunChoice.Mean)
        {
            foreach (var run in ordered)
            {
                RunMean.Require(ordered[0].Image.Path, ordered[0].Header, run.Image.Path, run.Header);
            }

            return ordered;
        }

        var chosen = runs == RunChoice.Last ? ordered[^1] : ordered[0];
        notes.AddRange(ordered.Where(run => run != chosen).Select(run => $"{run.Image.Path} is left out: {chosen.Image.Path} is the "
            + $"{(runs == RunChoice.Last ? "last" : "first")} of {ordered.Length} runs."));
        return [chosen];
    }

    private static IEnumerable<(string Key, string Value)> Entities(BidsName name) =>
        name.Entities.Where(entity => !s_common.Contains(entity.Key) && !(entity.Key == "part" && entity.Value == "mag"));

    private static (int Form, int Entities, string Order) Rank(BidsName name)
    {
        var version = Entities(name).ToArray();
        var form = name["desc"] switch { "preproc" => 0, null => 1, _ => 2 };
        var order = version.Select(entity => $"{entity.Key}-{BidsEntities.Index(entity.Value)?.ToString("D9") ?? entity.Value}");
        return (form, version.Length, string.Join('_', order));
    }

    private static string Names(IEnumerable<Candidate> images) =>
        string.Join(", ", images.Select(image => Path.GetFileName(image.Image.Path)));
}
