using System.CommandLine;
using GpuSeg.Images.Masking;
using GpuSeg.Studies.Bids;

namespace GpuSeg.Cli.Commands;

/// <summary>The option that says which voxels of a session take part: a rule, or the masks of a derivative data set.</summary>
internal sealed class MaskSource
{
    private readonly Option<string> _from = new("--mask-from", "--mask-rule")
    {
        Description = "Voxels positive or nonzero in every image, or those of the session's *_mask.nii.gz (desc-brain, where there are several) in a derivative data set: a folder in BIDS_DIR or a path.",
        DefaultValueFactory = _ => "positive",
        HelpName = "positive|nonzero|derivatives/NAME",
    };

    public MaskSource()
    {
        _from.CompletionSources.Add("positive", "nonzero");
        _from.Validators.Add(result =>
        {
            if (result.Tokens is [.., var token] && token.Value.Length == 0)
            {
                result.AddError("--mask-from is empty; give positive, nonzero or a folder such as derivatives/NAME.");
            }
        });
    }

    public void AddTo(Command command) => command.Options.Add(_from);

    /// <summary>The rule, which has no say where there are masks.</summary>
    public MaskRule Rule(ParseResult parsed) => Named(parsed) ?? MaskRule.Positive;

    /// <summary>The plans with their masks where masks were asked for, and the raw data with the name of where they lie.</summary>
    public (RawData Raw, IReadOnlyList<SubjectPlan> Plans) Apply(ParseResult parsed, RawData raw, IReadOnlyList<SubjectPlan> plans, CancellationToken cancellation)
    {
        if (Named(parsed) is not null)
        {
            return (raw, plans);
        }

        var masks = MaskDataset.Open(raw, parsed.GetValue(_from)!);
        return (masks.Raw, [.. plans.AsParallel().AsOrdered().WithCancellation(cancellation).Select(masks.AddTo)]);
    }

    private MaskRule? Named(ParseResult parsed) => parsed.GetValue(_from) switch
    {
        "positive" => MaskRule.Positive,
        "nonzero" => MaskRule.NonZero,
        _ => null,
    };
}
