using System.CommandLine;
using GpuSeg.Images.Masking;

namespace GpuSeg.Cli.Options.Fits;

/// <summary>The values of options that take a mask rule.</summary>
internal static class MaskRules
{
    /// <summary>The rules, as the help lists them.</summary>
    public static string Names => string.Join('|', MaskRule.Spellings);

    /// <summary>Accepts rules only.</summary>
    public static void Check(Option<string> option)
    {
        option.HelpName = Names;
        Complete(option);
        option.Validators.Add(result =>
        {
            if (result.Tokens is [.., var token] && !MaskRule.TryParse(token.Value, out _))
            {
                result.AddError($"{option.Name} is {token.Value}; it must be {Choices}.");
            }
        });
    }

    /// <summary>Offers the rules for completion.</summary>
    public static void Complete(Option<string> option) =>
        option.CompletionSources.Add([.. MaskRule.Spellings.Where(rule => !rule.EndsWith("VALUE", StringComparison.Ordinal))]);

    /// <summary>Returns an error for a text that begins like a rule with a value but is not one; null otherwise.</summary>
    public static string? Misspelt(string name, string text) =>
        text.StartsWith("above:", StringComparison.Ordinal) && !MaskRule.TryParse(text, out _)
            ? $"{name} is {text}; the value must be a number, such as above:-200."
            : null;

    private static string Choices => $"{string.Join(", ", MaskRule.Spellings.SkipLast(1))} or {MaskRule.Spellings[^1]}";
}

/// <summary>The option that fills enclosed holes of the mask.</summary>
internal sealed class HolesOption
{
    private readonly Option<bool?> _fill = new("--fill-holes")
    {
        Description = "Add the enclosed holes of the mask to it; false adds none. Default: under --mask-rule positive, the holes that "
            + "interpolation left in the brain, if they are more than 0.1 % of the mask.",
    };

    /// <summary>The option.</summary>
    public Option Option => _fill;

    public HoleFill Bind(ParseResult parsed) => parsed.GetValue(_fill) switch
    {
        null => HoleFill.Interpolated,
        true => HoleFill.All,
        false => HoleFill.None,
    };
}
