using System.CommandLine;

namespace GpuSeg.Cli.Commands;

/// <summary>Ranges of options, refused while parsing with what was found and what was expected.</summary>
internal static class Bounds
{
    public static void AtLeast(Option<int> option, int least) =>
        Require(option, value => value >= least, $"a whole number of at least {least}");

    public static void Between(Option<int> option, int least, int most) =>
        Require(option, value => value >= least && value <= most, $"a whole number from {least} to {most}");

    public static void AtLeast(Option<double> option, double least) =>
        Require(option, value => value >= least && double.IsFinite(value), $"a number of at least {least}");

    public static void AtLeast(Option<double?> option, double least) =>
        Require(option, value => value is null || (value >= least && double.IsFinite(value.Value)), $"a number of at least {least}");

    public static void AtLeast(Option<int?> option, int least) =>
        Require(option, value => value is null || value >= least, $"a whole number of at least {least}");

    private static void Require<T>(Option<T> option, Func<T, bool> valid, string expected) => option.Validators.Add(result =>
    {
        // Text that is no number has its own message already.
        if (result.Tokens.Count == 1 && !result.Errors.Any() && !valid(result.GetValueOrDefault<T>()))
        {
            result.AddError($"{option.Name} is {result.Tokens[0].Value}; it must be {expected}.");
        }
    });
}
