using System.CommandLine;
using GpuSeg.Cli.Terminal;
using GpuSeg.Imaging.Bids;

namespace GpuSeg.Cli.Commands;

/// <summary><c>gpuseg bids</c>: the BIDS-App; a data set in, a derivative data set out.</summary>
internal sealed class BidsCommand
{
    private readonly Argument<string> _raw = new("BIDS_DIR") { Description = "A raw BIDS data set." };
    private readonly Argument<string> _folder = new("OUTPUT_DIR") { Description = "The derivative data set, such as BIDS_DIR/derivatives/gpuseg; it is created if need be." };
    private readonly Argument<string> _level = new("LEVEL") { Description = "What to do: participant segments every session of every subject.", HelpName = "participant" };
    private readonly Option<string[]> _subjects = Labels("Subjects to segment, with or without sub-. Default: all.", "--participant-label", "--participant_label", "--participant-labels", "--participant_labels");
    private readonly Option<string[]> _sessions = Labels("Sessions to segment, with or without ses-. Default: all.", "--session-label", "--session_label", "--session-labels", "--session_labels", "--session-id", "--session_id");
    private readonly Option<string[]> _modalities = new("--modalities", "-m")
    {
        Description = "The channels, such as T1w,ce-gd:T1w,FLAIR,ADC: suffixes, entities before them; entities that are not named must be absent. "
            + "Default: all anatomical images of a session that share one grid.",
        HelpName = "[ENTITY-VALUE:]SUFFIX,...",
    };

    private readonly Option<string?> _filters = new("--bids-filter-file") { Description = "JSON: for a channel (t1w, t1ce, flair ...) entities and their values; null is absent, \"*\" any.", HelpName = "FILE" };
    private readonly RequestOptions _options = new();
    private readonly MaskOptions _mask = new();
    private readonly BackendChoice _backend = new();
    private readonly FitScope _scope = new();
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Only print which files are the channels and which would be written." };
    private readonly Option<bool> _json = new("--json") { Description = "Print one JSON object on stdout." };
    private readonly Option<bool> _overwrite = new("--overwrite") { Description = "Make results again that exist. Without it sessions that are complete are left as they are." };

    // Callers give it to every BIDS-App; there is no validator that it could keep from running.
    private readonly Option<bool> _skipValidation = new("--skip-bids-validation", "--skip_bids_validation", "--skip-bids-validator", "--skip_bids_validator") { Hidden = true };

    public static Command Create() => new BidsCommand().Build();

    private Command Build()
    {
        Bounds.Files(_raw);
        Bounds.Files(_folder);
        Bounds.OneOf(_level, "participant");
        Bounds.List(_modalities);
        var command = new Command("bids", "Segment the subjects of a BIDS data set one after the other into a derivative data set. Sessions that are complete are not repeated.")
        {
            _raw, _folder, _level, _subjects, _sessions, _modalities, _filters,
        };
        _options.AddTo(command);
        command.Options.Add(_mask.RuleOnly);
        command.Options.Add(_scope.Option);
        _backend.AddTo(command);
        foreach (Option option in (Option[])[_dryRun, _json, _overwrite, _skipValidation])
        {
            command.Options.Add(option);
        }

        command.SetAction((parsed, cancellation) => Task.FromResult(Run(parsed, cancellation)));
        return command;
    }

    private int Run(ParseResult parsed, CancellationToken cancellation)
    {
        var request = _options.For([], parsed) with { MaskRule = _mask.Rule(parsed) };
        var (folder, json) = (parsed.GetValue(_folder)!, parsed.GetValue(_json));
        var planner = new Planner(
            Modalities(parsed), Filters(parsed), _scope.Label(parsed, _options, request), _options.Probseg(parsed));
        using var messages = new Messages(parsed.GetValue(Runner.Verbose));
        var start = _backend.Starter(parsed, messages.Detail);
        var raw = BidsDataset.Scan(parsed.GetValue(_raw)!, parsed.GetValue(_subjects), parsed.GetValue(_sessions));
        var (plans, notes) = planner.Plan(raw);
        foreach (var note in (string[])[.. raw.Notes, .. notes])
        {
            messages.Warning(note);
        }

        if (parsed.GetValue(_dryRun))
        {
            BidsSummary.PrintPlan(plans, json);
            return ExitCodes.Ok;
        }

        if (_scope.IsPooled(parsed))
        {
            var all = parsed.GetValue(_subjects) is { Length: > 0 } || parsed.GetValue(_sessions) is { Length: > 0 } ? planner.Plan(BidsDataset.Scan(raw.Root)).Plans : plans;
            request = FitScope.Pool(new(raw, folder, start, AppVersion.Text, parsed.GetValue(_overwrite)), all, request, json, messages, cancellation);
        }

        var run = new ParticipantRun(raw, folder, request, start, AppVersion.Text, parsed.GetValue(_overwrite));
        var outcomes = Outcomes(run, plans, json, messages, cancellation);
        BidsSummary.PrintEnd(outcomes, json);
        return outcomes.Exists(outcome => outcome.State == SubjectState.Failed) ? ExitCodes.Failed : ExitCodes.Ok;
    }

    private static List<SubjectOutcome> Outcomes(ParticipantRun run, IReadOnlyList<SubjectPlan> plans, bool json, Messages messages, CancellationToken cancellation)
    {
        var outcomes = new List<SubjectOutcome>();
        try
        {
            foreach (var outcome in run.Run(plans, messages, cancellation))
            {
                messages.Done();
                outcomes.Add(outcome);
                BidsSummary.Print(outcome, json, messages);
            }
        }
        catch (OperationCanceledException)
        {
            messages.Done();
            throw new StoppedException($"stopped after {outcomes.Count} of {plans.Count} sessions; the same command goes on with the rest.");
        }

        return outcomes;
    }

    private Modality[]? Modalities(ParseResult parsed)
    {
        try
        {
            return parsed.GetValue(_modalities) is { Length: > 0 } texts ? Array.ConvertAll(texts, Modality.Parse) : null;
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

    private static Option<string[]> Labels(string description, string name, params string[] aliases) =>
        new(name, aliases) { Description = description, HelpName = "LABEL", AllowMultipleArgumentsPerToken = true };
}
