using System.CommandLine;
using GpuSeg.Cli.Compute;
using GpuSeg.Cli.Options.Fits;
using GpuSeg.Studies.Bids.Plans;

namespace GpuSeg.Cli.Options.Cohorts;

/// <summary>The settings of <c>gpuseg cohort</c>.</summary>
/// <param name="List">The table of subjects.</param>
/// <param name="RuleGiven">Whether the user gave a rule for the voxels to include.</param>
/// <param name="Measures">Regions and intracranial volumes.</param>
/// <param name="Rules">What to do about grids and missing channels.</param>
/// <param name="Level">What to do.</param>
internal sealed record CohortSettings(
    string List, bool RuleGiven, MeasureSettings Measures, PlanRules Rules, LevelSettings Level) : IThreadSettings
{
    int IThreadSettings.Threads => Level.Threads;
}

/// <summary>The options of <c>gpuseg cohort</c>.</summary>
internal sealed class CohortOptions : ICommandOptions<CohortSettings>
{
    private readonly Argument<string> _list = new("LIST")
    {
        Description = "TSV, or CSV by its extension: columns id, one per image under its name, and optionally session, mask and exclude; "
            + "paths relative to the list's folder or absolute.",
    };

    private readonly Argument<string> _level = CohortRunOptions.Level(
        "What to do: participant segments every subject; group puts what it has written into one table and one page.");

    private readonly Option<string> _folder = CommonOptions.Folder("The derivative data set; it is created if need be.");
    private readonly SegmentationOptions _segmentation = new();
    private readonly MaskOptions _mask = new();
    private readonly Option<bool> _labelExcluded = ExcludeOptions.LabelsOption();
    private readonly MeasureOptions _measures = new(
        "Also measure every label in the regions of an atlas: a label map for all subjects, or the column of the list that names a map "
            + "for each.",
        "FILE|COLUMN",
        "Column of the list with intracranial volumes in mL; the group level gives volumes as shares of them.");

    private readonly RegridOption _regrid = new();
    private readonly BackendChoice _backend = new BackendChoice().WithNamesOfBidsApps();
    private readonly CohortRunOptions _run = new();

    /// <summary>The key of the rule in a record of options.</summary>
    public static string RuleKey => ConfigFile.Key(new MaskOptions().Rule);

    public void AddTo(Command command)
    {
        OptionChecks.Files(_list);
        _level.DefaultValueFactory = _ => "participant";
        _folder.Required = true;
        command.Arguments.Add(_list);
        command.Arguments.Add(_level);
        command.AddOptions(_folder);
        _segmentation.AddTo(command, result => CohortRunOptions.IsGroup(result, _level));
        command.AddOptions([.. _mask.WithoutFile, _labelExcluded, .. _regrid.All]);
        _measures.AddTo(command);
        _backend.AddTo(command);
        _run.AddTo(command);
        ForeignNames.Accept(command);
    }

    public CohortSettings Bind(ParseResult parsed)
    {
        var mask = _mask.BindWithoutFile(parsed);
        LevelSettings level = parsed.GetValue(_level) == "group" ? BindGroup(parsed) : BindParticipants(parsed, mask);
        var rules = new PlanRules { Regrid = _regrid.Bind(parsed), AllowMissing = _run.AllowsMissing(parsed) };
        return new(parsed.GetValue(_list)!, mask.Given, _measures.Bind(parsed), rules, level);
    }

    private GroupSettings BindGroup(ParseResult parsed) =>
        _run.BindGroup(parsed, CommonOptions.BindFolder(parsed, _folder), _segmentation, _backend);

    private ParticipantSettings BindParticipants(ParseResult parsed, MaskSettings mask)
    {
        var settings = _run.BindParticipants(parsed, CommonOptions.BindFolder(parsed, _folder), _segmentation, _backend);
        var request = mask.ApplyTo(settings.Segmentation.Request) with
        {
            LabelsExcluded = parsed.GetValue(_labelExcluded),
            Regrid = _regrid.Bind(parsed),
        };
        return settings with { Segmentation = settings.Segmentation with { Request = request } };
    }
}
