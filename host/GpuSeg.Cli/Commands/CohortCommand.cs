using System.CommandLine;
using System.CommandLine.Parsing;
using GpuSeg.Cli.Terminal;
using GpuSeg.Studies.Bids;

namespace GpuSeg.Cli.Commands;

/// <summary><c>gpuseg cohort</c>: what <c>gpuseg bids</c> does, for subjects in a table.</summary>
internal sealed class CohortCommand
{
    private readonly Argument<string> _list = new("LIST") { Description = "TSV, or CSV by its extension: columns id, one per image under its name, and where wanted mask; paths relative to the list's folder or absolute." };
    private readonly Argument<string> _level = new("LEVEL")
    {
        Description = "What to do: participant segments every subject; group puts what it has written into one table and one page.",
        HelpName = "participant|group",
        DefaultValueFactory = _ => "participant",
    };

    private readonly Option<string> _folder = new("-o", "--output") { Description = "The derivative data set; it is created if need be.", Required = true, HelpName = "DIR" };
    private readonly RequestOptions _options = new();
    private readonly MaskOptions _mask = new();
    private readonly BackendChoice _backend = new BackendChoice().WithNamesOfBidsApps();
    private readonly CohortRunOptions _run = new();

    public static Command Create() => new CohortCommand().Build();

    private Command Build()
    {
        Bounds.Files(_list);
        Bounds.OneOf(_level, "participant", "group");
        var command = new Command("cohort", "Segment the subjects of a list into a derivative data set, as bids does. Subjects that are complete are not repeated.") { _list, _level, _folder };
        _options.AddTo(command, IsGroup);
        command.Options.Add(_mask.RuleOnly);
        _backend.AddTo(command);
        _run.AddTo(command);
        NamesOfBidsApps.Accept(command);
        command.SetAction((parsed, cancellation) => Task.FromResult(Run(parsed, cancellation)));
        return command;
    }

    // While parsing is not over a value that is asked for passes unchecked.
    private bool IsGroup(SymbolResult result) => result.GetResult(_level) is { Tokens: [{ Value: "group" }] };

    private int Run(ParseResult parsed, CancellationToken cancellation) => parsed.GetValue(_level) == "group" ? RunGroup(parsed, cancellation) : RunParticipants(parsed, cancellation);

    private int RunGroup(ParseResult parsed, CancellationToken cancellation)
    {
        using var messages = new Messages(parsed.GetValue(Runner.Verbose), JsonLog.Of(parsed));
        var only = _run.Scope.Chosen(parsed, _options);
        var list = CohortList.Read(parsed.GetValue(_list)!);
        return new BidsGroup(list.Raw, Folder(parsed), _run.DryRun(parsed), _run.Json(parsed), messages).Run(list.Plan(only ?? "any", probseg: false, cancellation), only, others: true, cancellation);
    }

    private int RunParticipants(ParseResult parsed, CancellationToken cancellation)
    {
        var request = _options.For([], parsed) with { MaskRule = _mask.Rule(parsed) };
        var (segmentation, probseg, folder) = (_run.Scope.Label(parsed, _options, request), _options.Probseg(parsed), Folder(parsed));
        using var messages = new Messages(parsed.GetValue(Runner.Verbose), JsonLog.Of(parsed));
        var list = CohortList.Read(parsed.GetValue(_list)!);
        if (list.HasMasks && _mask.Given(parsed))
        {
            throw new UsageException($"The column mask of {parsed.GetValue(_list)} says which voxels take part, so --mask-rule has no say; leave one of them out.");
        }

        var cohort = new Cohort(list.Raw, list.Plan(segmentation, probseg, cancellation), [], [(CohortList.ParticipantsFile, list.Participants(folder)), (ConfigRecord.PathOf(segmentation), _options.Record(parsed, [.. _run.Scope.Meaningless(parsed, _options), .. list.HasMasks ? [_mask.RuleOnly] : Array.Empty<Option>()]))]);
        return new CohortRunner(_run, _backend, parsed, messages).Run(cohort, folder, request, cancellation);
    }

    private string Folder(ParseResult parsed) => parsed.GetValue(_folder) is { Length: > 0 } folder ? folder : throw new UsageException("-o is empty; give the folder of the results.");
}
