using System.CommandLine;
using GpuSeg.Cli.Compute;
using GpuSeg.Cli.Failures;
using GpuSeg.Cli.Options.Fits;
using GpuSeg.Studies.Bids.Dataset;
using GpuSeg.Studies.Bids.Plans;

namespace GpuSeg.Cli.Options.Cohorts;

/// <summary>The settings of <c>gpuseg bids</c>.</summary>
/// <param name="Raw">The raw data set.</param>
/// <param name="Selection">The sessions.</param>
/// <param name="Modalities">The channels, or null for the contrasts that most sessions have.</param>
/// <param name="Filters">Entities of the channels, or null if no file is given.</param>
/// <param name="Rules">What to do about several runs, grids and missing channels.</param>
/// <param name="Masks">The voxels to include.</param>
/// <param name="Measures">Regions and intracranial volumes.</param>
/// <param name="Level">What to do.</param>
internal sealed record BidsSettings(
    string Raw,
    SelectionSettings Selection,
    Modality[]? Modalities,
    FilterFile? Filters,
    PlanRules Rules,
    MaskSourceSettings Masks,
    MeasureSettings Measures,
    LevelSettings Level)
    : IThreadSettings
{
    int IThreadSettings.Threads => Level.Threads;
}

/// <summary>The options of <c>gpuseg bids</c>.</summary>
internal sealed class BidsOptions : ICommandOptions<BidsSettings>
{
    private readonly Argument<string> _raw = new("BIDS_DIR") { Description = "A raw BIDS data set." };
    private readonly Argument<string> _folder = new("OUTPUT_DIR")
    {
        Description = "The derivative data set, such as BIDS_DIR/derivatives/gpuseg; it is created if need be.",
    };

    private readonly Argument<string> _level = CohortRunOptions.Level(
        "What to do: participant segments every session of every subject; group puts what it has written into one table and one page.");

    private readonly CohortSelection _selection = new();
    private readonly Option<string[]?> _modalities = new("--modalities", "-m")
    {
        Description = "The channels, such as T1w,ce-gd:T1w,FLAIR,ADC: suffixes, entities before them; "
            + "entities that are not named must be absent. Default: the anatomical contrasts that at least half of the sessions have.",
        HelpName = "[ENTITY-VALUE:]SUFFIX,...",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<string?> _filters = new("--bids-filter-file")
    {
        Description = "JSON: entities and their values for a channel (t1w, t1ce, flair ...); null is absent, \"*\" any.",
        HelpName = "FILE",
    };

    private readonly Option<string> _runs = new("--runs")
    {
        Description = "Of several runs of an image, take the first or the last that can be used, or the mean of all, voxel by voxel: "
            + "they must share a grid, and are not aligned.",
        DefaultValueFactory = _ => "first",
    };

    private readonly SegmentationOptions _segmentation = new();
    private readonly MaskSource _masks = new();
    private readonly MeasureOptions _measures = new(
        "Also measure every label in the regions of an atlas: a label map for all sessions, or the sessions' *_dseg.nii.gz in a derivative "
            + "data set, chosen by entities if there are several (derivatives/NAME:desc-LABEL).",
        "FILE|derivatives/NAME[:ENTITY-VALUE]",
        "Column of participants.tsv with intracranial volumes in mL; the group level gives volumes as shares of them.");

    private readonly RegridOption _regrid = new();
    private readonly BackendChoice _backend = new BackendChoice().WithNamesOfBidsApps();
    private readonly CohortRunOptions _run = new();

    // Callers give this to every BIDS-App; GpuSeg does not run a validator.
    private readonly Option<bool> _skipValidation = new("--skip-bids-validation", "--skip-bids-validator") { Hidden = true };

    public void AddTo(Command command) => AddTo(command, withLevel: true);

    /// <summary>Adds the folders, the level if wanted, and all options.</summary>
    public void AddTo(Command command, bool withLevel)
    {
        OptionChecks.Files(_raw);
        OptionChecks.Files(_folder);
        OptionChecks.List(_modalities);
        OptionChecks.OneOf(_runs, "first", "last", "mean");
        foreach (var argument in withLevel ? [_raw, _folder, _level] : new[] { _raw, _folder })
        {
            command.Arguments.Add(argument);
        }

        _selection.AddTo(command);
        command.AddOptions(_modalities, _filters, _runs);
        _segmentation.AddTo(command, result => CohortRunOptions.IsGroup(result, _level));
        _masks.AddTo(command);
        _measures.AddTo(command);
        command.AddOptions(_regrid.All);
        _backend.AddTo(command);
        _run.AddTo(command);
        command.AddOptions(_skipValidation);
        ForeignNames.Accept(command);
    }

    public BidsSettings Bind(ParseResult parsed) => parsed.GetValue(_level) == "group" ? BindGroup(parsed) : BindParticipants(parsed);

    /// <summary>Reads the settings of the participant level.</summary>
    /// <exception cref="UsageException">Options contradict each other.</exception>
    public BidsSettings BindParticipants(ParseResult parsed)
    {
        var (settings, masks) = (_run.BindParticipants(parsed, parsed.GetValue(_folder)!, _segmentation, _backend), _masks.Bind(parsed));
        var request = settings.Segmentation.Request with
        {
            MaskRule = masks.Rule,
            MaskThreshold = masks.Threshold,
            FillHoles = masks.FillHoles,
            Regrid = _regrid.Bind(parsed),
        };
        return Bind(parsed, masks, settings with { Segmentation = settings.Segmentation with { Request = request } });
    }

    private BidsSettings BindGroup(ParseResult parsed)
    {
        var settings = _run.BindGroup(parsed, parsed.GetValue(_folder)!, _segmentation, _backend);
        var bound = Bind(parsed, _masks.Bind(parsed), settings);
        return bound.Selection.Shard is null
            ? bound
            : throw new UsageException("--shard is about the participant level; the group level puts the results of all shards together.");
    }

    private BidsSettings Bind(ParseResult parsed, MaskSourceSettings masks, LevelSettings level) =>
        new(
            parsed.GetValue(_raw)!,
            _selection.Bind(parsed),
            Modalities(parsed),
            Filters(parsed),
            Rules(parsed),
            masks,
            _measures.Bind(parsed),
            level);

    private PlanRules Rules(ParseResult parsed) => new()
    {
        Runs = Enum.Parse<RunChoice>(parsed.GetValue(_runs)!, ignoreCase: true),
        Regrid = _regrid.Bind(parsed),
        AllowMissing = _run.AllowsMissing(parsed),
    };

    private Modality[]? Modalities(ParseResult parsed)
    {
        if (parsed.GetValue(_modalities) is not { Length: > 0 } texts)
        {
            return null;
        }

        if (texts.GroupBy(text => text).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            throw new UsageException($"--modalities names {twice.Key} twice; a channel is given once.");
        }

        try
        {
            return Array.ConvertAll(texts, Modality.Parse);
        }
        catch (FormatException e)
        {
            throw new UsageException($"--modalities: {e.Message}; give suffixes joined by commas, such as T1w,ce-gd:T1w,FLAIR.");
        }
    }

    private FilterFile? Filters(ParseResult parsed) => parsed.GetValue(_filters) switch
    {
        null => null,
        "" => throw new UsageException("--bids-filter-file is empty; give the path of a JSON file."),
        var path => FilterFile.Read(path),
    };
}
