using GpuSeg.Images;
using GpuSeg.Images.Nifti;
using GpuSeg.Images.Regridding;
using GpuSeg.Studies.Bids.Dataset;
using GpuSeg.Studies.Segmentation;
using GpuSeg.Threads;

namespace GpuSeg.Studies.Bids.Plans;

/// <summary>Chooses the channels of every session; only the headers of the images are read.</summary>
/// <param name="modalities">The channels wanted, or null for all anatomical images of a session that share one grid.</param>
/// <param name="filters">Conditions on the files of channels.</param>
/// <param name="segmentation">Value of the entity seg in the outputs' names.</param>
/// <param name="optional">The optional files to write; null for none.</param>
public sealed class Planner(IReadOnlyList<Modality>? modalities, FilterFile filters, string segmentation, OptionalFiles? optional = null)
{
    /// <summary>The grid that the channels of a session are resampled onto, or null if they must share a grid.</summary>
    public TargetGrid? Regrid { get; init; }

    // Suffixes of images that show contrasts by themselves: rules/files/raw/anat.yaml (nonparametric and parametric), and ADC of dwi.yaml.
    // Their order is the order of the channels.
    private static readonly string[] s_anatomical =
    [
        "T1w", "T2w", "PDw", "T2starw", "FLAIR", "inplaneT1", "inplaneT2", "PDT2", "angio", "T2star", "FLASH", "PD",
        "UNIT1", "T1map", "T2map", "T2starmap", "R1map", "R2map", "R2starmap", "PDmap", "MTRmap", "MTsat", "T1rho", "MWFmap", "MTVmap",
        "Chimap", "S0map", "M0map",
        "ADC",
    ];

    /// <summary>Plans all sessions that pass the filters, in the data set's order.</summary>
    /// <param name="dataset">The sessions.</param>
    /// <param name="shard">The part of these sessions that is planned; no file of the other sessions is read.</param>
    /// <param name="cancellation">Stops before the next session.</param>
    /// <returns>The plans, and a sentence for each filter without a channel.</returns>
    /// <exception cref="ImageException">No session passes.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was requested.</exception>
    public (IReadOnlyList<SessionPlan> Plans, IReadOnlyList<string> Notes) Plan(
        BidsDataset dataset, Shard? shard = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        HashSet<string> channels = new(modalities?.Select(modality => modality.Name)
            ?? dataset.Sessions.SelectMany(session => Anatomical(session).Select(image => ChannelNames.Kind(image.Name))),
            StringComparer.OrdinalIgnoreCase);
        BidsSession[] sessions = [.. dataset.Sessions.Where(session => filters.Allows(session, channels))];
        if (sessions.Length == 0)
        {
            throw new ImageException($"The filter file lets no session of {dataset.Root} pass; check its subjects and sessions.");
        }

        var plans = ThreadBudget.Select([.. (shard ?? Shard.Whole).Of(sessions)], session => Plan(dataset.Root, session), cancellation);
        var known = string.Join(", ", channels.Order(StringComparer.Ordinal));
        var notes = filters.Channels.Where(name => !channels.Contains(name))
            .Select(name => $"the filter file's {name} has no effect: it is not one of the channels ({known}).");
        return (plans, [.. notes]);
    }

    private SessionPlan Plan(string root, BidsSession session)
    {
        var plan = new SessionPlan
        {
            Subject = session.Subject,
            Session = session.Session,
            Notes = session.Notes,
            Failure = session.Failure,
        };
        if (session.Failure is not null)
        {
            return plan;
        }

        var notes = session.Notes.ToList();
        try
        {
            var (channels, voxels) = modalities is null ? Default(root, session, notes) : Chosen(root, session, modalities, notes);
            return plan with
            {
                Channels = channels,
                Regrid = Regrid,
                Voxels = voxels,
                Outputs = SessionFiles.Create([.. channels.Select(channel => channel.Image)], segmentation, optional),
                Notes = notes,
            };
        }
        catch (ImageException e)
        {
            return plan with { Notes = notes, Failure = e.Message };
        }
    }

    private (Channel[] Channels, long Voxels) Chosen(string root, BidsSession session, IReadOnlyList<Modality> wanted, List<string> notes)
    {
        var chosen = wanted.Select(modality => TheOne(session, modality, notes)).ToArray();
        var headers = chosen.Select(image => Header(root, image)).ToArray();
        for (var i = 0; i < chosen.Length; i++)
        {
            if (headers[i].VolumeCount > 1)
            {
                throw new ImageException(
                    $"{chosen[i].Path} holds {headers[i].VolumeCount} volumes, and a channel is a single 3-D image; "
                    + $"leave {wanted[i].Text} out.");
            }

            if (Regrid is null)
            {
                GridCheck.Require(chosen[0].Path, headers[0], chosen[i].Path, headers[i]);
            }
        }

        var channels = Named(chosen.Zip(wanted, (image, modality) => (image, modality.Name)));
        return (channels, VoxelsOf(channels, headers));
    }

    private BidsImage TheOne(BidsSession session, Modality modality, List<string> notes)
    {
        var wanted = modality.With(filters.Of(modality.Name));
        BidsImage[] fitting = [.. session.Images.Where(wanted.Matches)];
        if (fitting.Any(wanted.MatchesExactly))
        {
            fitting = [.. fitting.Where(wanted.MatchesExactly)];
        }

        return RunGroups(fitting) switch
        {
            [] => throw new ImageException($"No image of {session.Id} is {modality.Text}; it has {FileNames(session.Images)}."),
            [var runs] => FirstRun(runs, notes),
            _ => throw new ImageException($"Several images of {session.Id} are {modality.Text}: {FileNames(fitting)}; "
                + "choose one by an entity before the suffix, such as acq-NAME:T1w, or by a filter file."),
        };
    }

    private (Channel[] Channels, long Voxels) Default(string root, BidsSession session, List<string> notes)
    {
        notes.AddRange(NotMatched(session));
        var others = session.Images.Where(image => image.Datatype == BidsSession.Datatypes[0]).Except(Anatomical(session))
            .Select(image => image.Path).ToArray();
        if (others.Length > 0)
        {
            var what = others.Length == 1 ? "is left out: it is a channel" : "are left out: they are channels";
            notes.Add($"{string.Join(", ", others)} {what} only if named as a modality.");
        }

        var images = RunGroups(Anatomical(session).Where(Passes)).Select(runs => FirstRun(runs, notes))
            .OrderBy(image => Array.IndexOf(s_anatomical, image.Name.Suffix)).ThenBy(image => image.Name["ce"] is not null)
            .ThenBy(image => image.Path, StringComparer.Ordinal).ToArray();
        if (images.Length == 0)
        {
            throw new ImageException(
                $"{session.Id} has no anatomical image that passes the filters; it has {FileNames(session.Images)}.");
        }

        var read = images.Select(image => (Image: image, Header: Header(root, image))).ToArray();
        var single = read.Where(image => image.Header.VolumeCount == 1).ToArray();
        notes.AddRange(read.Except(single).Select(image =>
            $"{image.Image.Path} is left out: it holds {image.Header.VolumeCount} volumes, and a channel is a single 3-D image."));
        if (single.Length == 0)
        {
            throw new ImageException($"{session.Id} has no anatomical image of a single volume; a channel must have one volume.");
        }

        // The grid that most images share; of equally frequent grids, the grid of the first image.
        var first = single.MaxBy(image => single.Count(other => GridMatch.Find(image.Header, other.Header) is not null));
        var channels = Regrid is null ? [.. single.Where(image => GridMatch.Find(first.Header, image.Header) is not null)] : single;
        notes.AddRange(single.Except(channels).Select(image =>
            $"{image.Image.Path} is left out: its grid differs from {channels[0].Image.Path}: "
            + $"{image.Header.Grid.DifferenceFrom(first.Header.Grid)}."));
        var named = Named(channels.Select(channel => (channel.Image, ChannelNames.Of(channel.Image.Name))));
        return (named, VoxelsOf(named, [.. channels.Select(channel => channel.Header)]));
    }

    private long VoxelsOf(Channel[] channels, NiftiHeader[] headers)
    {
        var target = Regrid ?? TargetGrid.First;
        string[] names = [.. channels.Select(channel => channel.Name)];
        return target.HeaderFrom(headers[target.IndexIn([.. channels.Select(channel => channel.Image.Path)], names)]).Grid.VoxelCount;
    }

    private IEnumerable<string> NotMatched(BidsSession session) =>
        from images in Anatomical(session).GroupBy(image => ChannelNames.Kind(image.Name))
        where !images.Any(Passes)
        let files = string.Join(", ", images.Select(image => image.Path))
        let verb = images.Count() == 1 ? "is" : "are"
        select $"{files} {verb} left out: no image of the session meets the filter file's conditions on {images.Key}.";

    private bool Passes(BidsImage image) =>
        filters.Of(ChannelNames.Kind(image.Name)).All(condition => condition.Value.Allows(condition.Key, image.Property(condition.Key)));

    // The phase of a complex image is not a contrast.
    private static IEnumerable<BidsImage> Anatomical(BidsSession session) =>
        session.Images.Where(image => s_anatomical.Contains(image.Name.Suffix) && image.Name["part"] is null or "mag");

    /// <summary>Groups images that differ only in the run, or in being compressed.</summary>
    private static BidsImage[][] RunGroups(IEnumerable<BidsImage> images) =>
    [
        .. from image in images
           group image by WithoutRun(image.Name) into runs
           let ordered = runs.OrderBy(image => BidsEntities.Index(image.Name["run"])).ThenBy(image => image.Path, StringComparer.Ordinal)
           select ordered.ToArray(),
    ];

    private static string WithoutRun(BidsName name) =>
        string.Join('_', name.Entities.Where(entity => entity.Key != "run").Append(("", name.Suffix)));

    private static BidsImage FirstRun(BidsImage[] runs, List<string> notes)
    {
        notes.AddRange(runs[1..].Select(run => $"{run.Path} is left out: {runs[0].Path} is the first of {runs.Length} runs."));
        return runs[0];
    }

    private static string FileNames(IEnumerable<BidsImage> images) =>
        string.Join(", ", images.Select(image => Path.GetFileName(image.Path)));

    private static NiftiHeader Header(string root, BidsImage image) => NiftiReader.ReadHeader(Path.Combine(root, image.Path));

    private static Channel[] Named(IEnumerable<(BidsImage Image, string Name)> channels)
    {
        var taken = new HashSet<string>();
        return [.. channels.Select(channel => new Channel(ImageFile.UniqueName(channel.Name, taken), channel.Image))];
    }
}
