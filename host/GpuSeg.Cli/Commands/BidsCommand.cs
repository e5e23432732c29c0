using System.CommandLine;
using System.CommandLine.Parsing;
using GpuSeg.Cli.Terminal;
using GpuSeg.Studies.Bids;
using GpuSeg.Studies.Segmentation;

namespace GpuSeg.Cli.Commands;

/// <summary><c>gpuseg bids</c>: the BIDS-App; a data set in, a derivative data set out.</summary>
internal sealed class BidsCommand
{
    private readonly Argument<string> _raw = new("BIDS_DIR") { Description = "A raw BIDS data set." };
    private readonly Argument<string> _folder = new("OUTPUT_DIR") { Description = "The derivative data set, such as BIDS_DIR/derivatives/gpuseg; it is created if need be." };
    private readonly Argument<string> _level = new("LEVEL") { Description = "What to do: participant segments every session of every subject; group puts what it has written into one table and one page.", HelpName = "participant|group" };
    private readonly CohortSelection _selection = new();
    private readonly Option<string[]> _modalities = new("--modalities", "-m")
    {
        Description = "The channels, such as T1w,ce-gd:T1w,FLAIR,ADC: suffixes, entities before them; entities that are not named must be absent. "
            + "Default: all anatomical images of a session that share one grid.",
        HelpName = "[ENTITY-VALUE:]SUFFIX,...",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<string?> _filters = new("--bids-filter-file") { Description = "JSON: for a channel (t1w, t1ce, flair ...) entities and their values; null is absent, \"*\" any.", HelpName = "FILE" };
    private readonly RequestOptions _options = new();
    private readonly MaskSource _mask = new();
    private readonly BackendChoice _backend = new BackendChoice().WithNamesOfBidsApps();
    private readonly CohortRunOptions _run = new();

    // Callers give it to every BIDS-App; there is no validator that it could keep from running.
    private readonly Option<bool> _skipValidation = new("--skip-bids-validation", "--skip-bids-validator") { Hidden = true };

    public static Command Create() => new BidsCommand().Build();

    private Command Build()
    {
        Bounds.OneOf(_level, "participant", "group");
        var command = new Command("bids", "Segment the subjects of a BIDS data set into a derivative data set, then make a page of every session. Sessions that are complete are not repeated.");
        AddTo(command, _level);
        command.SetAction((parsed, cancellation) => Task.FromResult(Run(parsed, cancellation)));
        return command;
    }

    /// <summary>The folders, what else is positional, and all options.</summary>
    public void AddTo(Command command, params Argument[] more)
    {
        Bounds.Files(_raw);
        Bounds.Files(_folder);
        Bounds.List(_modalities);
        foreach (var argument in (Argument[])[_raw, _folder, .. more])
        {
            command.Arguments.Add(argument);
        }

        _selection.AddTo(command);
        command.Options.Add(_modalities);
        command.Options.Add(_filters);
        _options.AddTo(command, IsGroup);
        _mask.AddTo(command);
        _backend.AddTo(command);
        _run.AddTo(command);
        command.Options.Add(_skipValidation);
        NamesOfBidsApps.Accept(command);
    }

    /// <summary>The folders as given.</summary>
    public (string Raw, string Output) Folders(ParseResult parsed) => (parsed.GetValue(_raw)!, parsed.GetValue(_folder)!);

    /// <summary>What the participant level would segment; what it would refuse is refused now.</summary>
    public IReadOnlyList<SubjectPlan> Rehearse(ParseResult parsed, Messages messages, CancellationToken cancellation)
    {
        _backend.Starter(parsed, messages.Detail);
        var cohort = CohortOf(parsed, Request(parsed), messages, cancellation);
        DerivativeDataset.RequireOurs(parsed.GetValue(_folder)!, cohort.Raw);
        return cohort.Plans;
    }

    // While parsing is not over a value that is asked for passes unchecked.
    private bool IsGroup(SymbolResult result) => result.GetResult(_level) is { Tokens: [{ Value: "group" }] };

    private int Run(ParseResult parsed, CancellationToken cancellation) =>
        parsed.GetValue(_level) == "group" ? RunGroup(parsed, cancellation) : RunParticipants(parsed, cancellation);

    private int RunGroup(ParseResult parsed, CancellationToken cancellation)
    {
        var only = _run.Scope.Chosen(parsed, _options);
        if (_selection.Shard(parsed) is not null)
        {
            throw new UsageException("--shard is about the participant level; the group level puts the results of all shards together.");
        }

        using var messages = new Messages(parsed.GetValue(Runner.Verbose), JsonLog.Of(parsed));
        var raw = Scan(parsed);
        var plans = Plans(new(Modalities(parsed), Filters(parsed), only ?? "any", probseg: false), raw, parsed, messages, cancellation);
        var all = _selection.IsEverything(parsed) && parsed.GetResult(_filters) is null;
        return new BidsGroup(raw.Data, parsed.GetValue(_folder)!, _run.DryRun(parsed), _run.Json(parsed), messages).Run(plans, only, others: all, cancellation);
    }

    private int RunParticipants(ParseResult parsed, CancellationToken cancellation)
    {
        var request = Request(parsed);
        using var messages = new Messages(parsed.GetValue(Runner.Verbose), JsonLog.Of(parsed));
        return new CohortRunner(_run, _backend, parsed, messages).Run(CohortOf(parsed, request, messages, cancellation), parsed.GetValue(_folder)!, request, cancellation);
    }

    private SegmentationRequest Request(ParseResult parsed) => _options.For([], parsed) with { MaskRule = _mask.Rule(parsed) };

    private Cohort CohortOf(ParseResult parsed, SegmentationRequest request, Messages messages, CancellationToken cancellation)
    {
        var segmentation = _run.Scope.Label(parsed, _options, request);
        var dataset = Scan(parsed);
        var planner = new Planner(Modalities(parsed), Filters(parsed), segmentation, _options.Probseg(parsed));
        var (raw, plans) = _mask.Apply(parsed, dataset.Data, Plans(planner, dataset, parsed, messages, cancellation), cancellation);
        return new(raw, plans, [], [(ConfigRecord.PathOf(segmentation), _options.Record(parsed, _run.Scope.Meaningless(parsed, _options)))])
        {
            Everyone = () => _selection.IsEverything(parsed) ? plans : _mask.Apply(parsed, dataset.Data, planner.Plan(BidsDataset.Scan(dataset.Root), null, cancellation).Plans, cancellation).Plans,
        };
    }

    private BidsDataset Scan(ParseResult parsed) => BidsDataset.Scan(parsed.GetValue(_raw)!, _selection.Subjects(parsed), _selection.Sessions(parsed));

    private IReadOnlyList<SubjectPlan> Plans(Planner planner, BidsDataset raw, ParseResult parsed, Messages messages, CancellationToken cancellation)
    {
        var shard = _selection.Shard(parsed);
        var (plans, notes) = planner.Plan(raw, shard, cancellation);
        foreach (var note in (string[])[.. raw.Notes, .. notes])
        {
            messages.Warning(note);
        }

        if (plans.Count == 0)
        {
            messages.Warning($"the shard {shard} is empty: there are fewer sessions than shards.");
        }

        return plans;
    }

    private Modality[]? Modalities(ParseResult parsed)
    {
        try
        {
            return parsed.GetValue(_modalities) is not { Length: > 0 } texts ? null
                : texts.GroupBy(text => text).FirstOrDefault(same => same.Count() > 1) is { } twice ? throw new UsageException($"--modalities names {twice.Key} twice; a channel is given once.")
                : Array.ConvertAll(texts, Modality.Parse);
        }
        catch (FormatException e)
        {
            throw new UsageException($"--modalities: {e.Message}; give suffixes joined by commas, such as T1w,ce-gd:T1w,FLAIR.");
        }
    }

    private FilterFile Filters(ParseResult parsed) => parsed.GetValue(_filters) switch
    {
        null => FilterFile.Empty,
        "" => throw new UsageException("--bids-filter-file is empty; give the path of a JSON file."),
        var path => FilterFile.Read(path),
    };
}
