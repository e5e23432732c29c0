using System.CommandLine;
using GpuSeg.Images.Masking;

namespace GpuSeg.Cli.Options.Cohorts;

/// <summary>The voxels to include in a session.</summary>
/// <param name="Rule">The rule without masks.</param>
/// <param name="Folder">The derivative data set that holds the sessions' masks, or null for the rule.</param>
internal sealed record MaskSourceSettings(MaskRule Rule, string? Folder);

/// <summary>The option that chooses the voxels of a session: a rule, or the masks of a derivative data set.</summary>
internal sealed class MaskSource
{
    private readonly Option<string> _from = new("--mask-from", "--mask-rule")
    {
        Description = "Voxels positive or nonzero in every image, or those of the session's *_mask.nii.gz "
            + "(desc-brain if there are several) in a derivative data set: a folder in BIDS_DIR or a path.",
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

    public MaskSourceSettings Bind(ParseResult parsed) => parsed.GetValue(_from)! switch
    {
        "positive" => new(MaskRule.Positive, null),
        "nonzero" => new(MaskRule.NonZero, null),
        var folder => new(MaskRule.Positive, folder),
    };
}
