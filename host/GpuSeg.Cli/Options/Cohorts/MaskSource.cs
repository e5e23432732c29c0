using System.CommandLine;
using GpuSeg.Cli.Failures;
using GpuSeg.Cli.Options.Fits;
using GpuSeg.Images.Masking;

namespace GpuSeg.Cli.Options.Cohorts;

/// <summary>The voxels to include in a session.</summary>
/// <param name="Rule">The rule without masks.</param>
/// <param name="FillHoles">The enclosed holes to fill.</param>
/// <param name="Folder">The derivative data set that holds the sessions' masks, or null for the rule.</param>
/// <param name="Threshold">The value above which voxels of the masks are inside, or null.</param>
/// <param name="Given">Whether the user chose the voxels.</param>
internal sealed record MaskSourceSettings(MaskRule Rule, HoleFill FillHoles, string? Folder, double? Threshold, bool Given);

/// <summary>The option that chooses the voxels of a session: a rule, or the masks of a derivative data set.</summary>
internal sealed class MaskSource
{
    private readonly Option<string> _from = new("--mask-from", "--mask-rule")
    {
        Description = "Voxels positive, nonzero, finite or above VALUE in every image, nonzero in any image, or inside an automatic "
            + "mask of the head; or those of the session's *_mask.nii.gz "
            + "(desc-brain if there are several) in a derivative data set: a folder in BIDS_DIR or a path. "
            + "Without the option, a desc-brain mask beside the first image is used.",
        DefaultValueFactory = _ => MaskRule.Positive.ToString(),
        HelpName = $"{MaskRules.Names}|derivatives/NAME",
    };

    private readonly Option<double?> _threshold = CommonOptions.MaskThreshold("these masks");
    private readonly HolesOption _holes = new();

    public MaskSource()
    {
        MaskRules.Complete(_from);
        _from.Validators.Add(result =>
        {
            if (result.Tokens is [.., var token] && token.Value.Length == 0)
            {
                result.AddError("--mask-from is empty; give a rule such as positive, or a folder such as derivatives/NAME.");
            }
            else if (result.Tokens is [.., var last] && MaskRules.Misspelt(_from.Name, last.Value) is { } error)
            {
                result.AddError(error);
            }
        });
    }

    public void AddTo(Command command) => command.AddOptions(_from, _threshold, _holes.Option);

    public MaskSourceSettings Bind(ParseResult parsed)
    {
        var (from, holes, threshold) = (parsed.GetValue(_from)!, _holes.Bind(parsed), parsed.GetValue(_threshold));
        var isRule = MaskRule.TryParse(from, out var rule);
        return isRule && threshold is not null
            ? throw new UsageException(
                $"--mask-threshold {threshold} needs masks; give them by --mask-from or leave the threshold out.")
            : new(isRule ? rule : MaskRule.Positive, holes, isRule ? null : from, threshold, parsed.Gives(_from));
    }
}
