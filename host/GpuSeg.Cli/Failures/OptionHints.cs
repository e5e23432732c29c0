namespace GpuSeg.Cli.Failures;

/// <summary>Names the options that do what a library's sentence advises; libraries know only their own parameters.</summary>
internal static class OptionHints
{
    private static readonly (string Advice, string Options)[] s_hints =
    [
        ("allow overwriting", "`--overwrite`"),
        ("choose another mask", "`--mask FILE`, `--mask-rule nonzero`; for a cohort `--mask-from` or the column mask"),
        ("a mask file or the mask rule nonzero", "`--mask FILE`, `--mask-rule nonzero`; for a cohort `--mask-from` or the column mask"),
        ("scale the images to variance 1", "`--scale standard`"),
        ("lower reg_covar", "`--reg-covar`"),
        ("have it resampled onto the first image's grid", "`--regrid`"),
        ("raise the limit", "`--mem-mb`"),
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
