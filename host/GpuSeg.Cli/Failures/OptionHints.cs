namespace GpuSeg.Cli.Failures;

/// <summary>Names the options that do what a library's sentence advises; libraries know only their own parameters.</summary>
internal static class OptionHints
{
    private static readonly (string Advice, string Options)[] s_hints =
    [
        ("allow overwriting", "`--overwrite`"),
        ("choose another mask", "`--mask FILE`, `--mask-rule nonzero`; for a cohort `--mask-from` or the column mask"),
        ("a mask file or the mask rule nonzero", "`--mask FILE`, `--mask-rule nonzero`; for a cohort `--mask-from` or the column mask"),
        ("a mask file or the mask rule any", "`--mask FILE`, `--mask-rule any`; for a cohort `--mask-from` or the column mask"),
        ("a mask file or a lower value", "`--mask FILE`, `--mask-rule above:VALUE`; for a cohort `--mask-from` or the column mask"),
        ("use a brain mask of SynthStrip or HD-BET, or the mask rule auto",
            "`--mask FILE`, `--mask-rule auto`; for a cohort `--mask-from` or the column mask"),
        ("give a brain mask of SynthStrip or HD-BET", "`--mask FILE`; for a cohort `--mask-from` or the column mask"),
        ("use the mask rule nonzero, above a value or finite", "`--mask-rule nonzero`, `above:VALUE` or `finite`"),
        ("fill the holes or use the mask rule any", "`--fill-holes`, `--mask-rule any`"),
        ("scale the images to variance 1", "`--scale standard`"),
        ("lower reg_covar", "`--reg-covar`"),
        ("have it resampled onto the first image's grid", "`--regrid`"),
        ("winsorize the images", "`--winsorize P`"),
        ("set a mask threshold", "`--mask-threshold T`"),
        ("leave out the neighbours and the field", "`--mrf`, `--bias`"),
        ("leave out the search", "`--lesion`"),
        ("raise the limit", "`--mem-mb`"),
        ("allow missing channels", "`--allow-missing`"),
        ("choose other channels", "`--modalities`"),
        ("name one version for all sessions", "`--modalities`, such as `acq-mprage:T1w`"),
        ("name the version to use another", "`--modalities`, such as `rec-norm:T1w`"),
        ("make no pages", "`--no-reports`"),
    ];

    /// <summary>Adds the options in parentheses after each advice in the sentence, unless they stand there already.</summary>
    public static string Add(string sentence)
    {
        foreach (var (advice, options) in s_hints)
        {
            var hinted = $"{advice} ({options})";
            sentence = sentence.Contains(hinted, StringComparison.Ordinal)
                ? sentence
                : sentence.Replace(advice, hinted, StringComparison.Ordinal);
        }

        return sentence;
    }
}
