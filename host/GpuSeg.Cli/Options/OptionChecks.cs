using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using GpuSeg.Engine.Fitting;
using GpuSeg.Studies.Text;

namespace GpuSeg.Cli.Options;

/// <summary>
/// The values that options and arguments accept. Other values are refused while parsing, with what was found and what was expected.
/// </summary>
internal static class OptionChecks
{
    public static void Whole(Option<int> option, int least, int most = int.MaxValue) =>
        option.CustomParser = result => Whole(result, AsWritten(result, option), least, most);

    public static void Whole(Option<int?> option, int least, int most = int.MaxValue) =>
        option.CustomParser = result => Whole(result, AsWritten(result, option), least, most);

    /// <summary>Accepts the values and the words of a parameter.</summary>
    public static void Whole(Option<int?> option, Parameter parameter) =>
        option.CustomParser = result => Word(result, parameter) is { } number
        ? (int)number
        : Whole(
            result,
            AsWritten(result, option),
            (int)(parameter.Least ?? int.MinValue),
            (int)(parameter.Most ?? int.MaxValue),
            Words(parameter));

    /// <summary>Accepts the values and the words of a parameter.</summary>
    public static void Number(Option<double?> option, Parameter parameter) => option.CustomParser = result =>
    {
        if (Word(result, parameter) is { } number)
        {
            return number;
        }

        if (double.TryParse(Text(result), NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            && parameter.Accepts(value) && double.IsFinite(value))
        {
            return value;
        }

        var range = parameter is { Least: { } least, Most: null, IsLeastExcluded: false }
            ? $"a number of at least {least}"
            : parameter.Range ?? "a finite number";
        result.AddError($"{AsWritten(result, option)} is {Text(result)}; it must be {Words(parameter)}{range}.");
        return default;
    };

    /// <summary>Accepts the numbers that pass a test.</summary>
    /// <param name="option">The option.</param>
    /// <param name="accepts">The test.</param>
    /// <param name="range">The accepted numbers in words.</param>
    public static void Number(Option<double?> option, Func<double, bool> accepts, string range) => option.CustomParser = result =>
    {
        if (double.TryParse(Text(result), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && accepts(value))
        {
            return value;
        }

        result.AddError($"{AsWritten(result, option)} is {Text(result)}; it must be {range}.");
        return default;
    };

    /// <summary>Accepts one of a few texts in any case; the help names them.</summary>
    public static void OneOf(Option<string> option, params string[] names)
    {
        option.HelpName = string.Join('|', names);
        option.CompletionSources.Add(names);
        option.CustomParser = result =>
        {
            var text = Text(result);
            if (Array.Find(names, name => name.Equals(text, StringComparison.OrdinalIgnoreCase)) is { } name)
            {
                return name;
            }

            result.AddError(Suggestion.Closest(text, names) is { } near
                ? $"{option.Name} is {text}; did you mean {near}?"
                : $"{option.Name} is {text}; it must be {string.Join(", ", names[..^1])} or {names[^1]}.");
            return null;
        };
    }

    /// <summary>Accepts one of a few texts.</summary>
    public static void OneOf(Argument<string> argument, params string[] names)
    {
        argument.CompletionSources.Add(names);
        argument.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !names.Contains(token.Value))
            {
                result.AddError(Suggestion.Closest(token.Value, names) is { } near
                    ? $"{argument.Name} is {token.Value}; did you mean {near}?"
                    : $"{argument.Name} is {token.Value}; it must be {string.Join(" or ", names)}.");
            }
        });
    }

    /// <summary>Accepts several of a few texts, joined by commas; repeated ones count once.</summary>
    public static void SomeOf(Option<string[]?> option, params string[] names)
    {
        option.HelpName = string.Join(',', names);
        option.CompletionSources.Add(names);
        option.CustomParser = result =>
        {
            string[] chosen = [.. Text(result).Split(',').Distinct()];
            foreach (var name in chosen.Except(names))
            {
                result.AddError($"{option.Name} is {Text(result)}; it must be {string.Join(", ", names[..^1])} or {names[^1]}, "
                    + "or several of them joined by commas.");
            }

            return chosen;
        };
    }

    /// <summary>Accepts texts joined by commas or spaces.</summary>
    public static void List(Option<string[]?> option)
    {
        option.Validators.Add(NoOptions);
        option.CustomParser = result =>
        {
            var text = string.Join(',', result.Tokens.Select(token => token.Value));
            var texts = text.Split(',', StringSplitOptions.TrimEntries);
            if (texts.Contains(""))
            {
                result.AddError(
                    $"{option.Name} is {(text.Length == 0 ? "empty" : text)}; it must be texts joined by commas, none of them empty.");
            }

            return texts;
        };
    }

    /// <summary>Accepts whole numbers and ranges joined by commas, such as 2-4,8, and gives them in ascending order, each once.</summary>
    public static void Numbers(Option<int[]?> option, int least, int most) => option.CustomParser = result =>
    {
        int[] numbers = [.. Text(result).Split(',').SelectMany(text => Range(text, most)).Distinct().Order()];
        if (numbers.Length == 0 || numbers[0] < least || numbers[^1] > most)
        {
            result.AddError($"{option.Name} is {Text(result)}; it must be numbers from {least} to {most}, such as 3, 2-6 or 2,4,8.");
        }

        return numbers;
    };

    /// <summary>Refuses words that look like options: in a list of words, a misspelt option would pass for one of them.</summary>
    public static void NoOptions(OptionResult result)
    {
        foreach (var word in result.Tokens.Select(token => token.Value).Where(word => word.StartsWith('-')))
        {
            result.AddError(NoOption(word));
        }
    }

    /// <summary>Accepts names of files; refuses empty ones and those that look like options.</summary>
    public static void Files(Argument argument) => argument.Validators.Add(result =>
    {
        foreach (var name in result.Tokens.Select(token => token.Value))
        {
            if (name.Length == 0)
            {
                result.AddError($"The name of {argument.Name} is empty; give a path.");
            }
            else if (name[0] == '-')
            {
                result.AddError($"{NoOption(name).TrimEnd('.')}; put ./ before a file whose name starts with a dash.");
            }
        }
    });

    // A text that is not a range gives a number below any bound.
    private static IEnumerable<int> Range(string text, int most)
    {
        int[] ends = [.. text.Split('-').Select(Number)];
        return ends is [var first, .. [] or [_]] && first >= 0 && ends[^1] >= first ? Enumerable.Range(first, ends[^1] - first + 1) : [-1];

        int Number(string end) =>
            int.TryParse(end, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= most ? number : -1;
    }

    private static double? Word(ArgumentResult result, Parameter parameter)
    {
        var text = Text(result);
        return parameter.Words.FirstOrDefault(entry => entry.Word == text)?.Number;
    }

    private static string Words(Parameter parameter) =>
        parameter.Words.Count == 0 ? "" : $"{string.Join(", ", parameter.Words.Select(entry => entry.Word))} or ";

    private static int Whole(ArgumentResult result, string name, int least, int most, string words = "")
    {
        if (int.TryParse(Text(result), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            && value >= least && value <= most)
        {
            return value;
        }

        var range = most < int.MaxValue ? $"from {least} to {most}" : $"of at least {least}";
        result.AddError($"{name} is {Text(result)}; it must be {words}a whole number {range}.");
        return default;
    }

    private static string NoOption(string word) => $"There is no option {word}.";

    // An option may have several names; the message has the one that the user wrote.
    private static string AsWritten(ArgumentResult result, Option option) =>
        (result.Parent as OptionResult)?.IdentifierToken?.Value ?? option.Name;

    private static string Text(ArgumentResult result) => result.Tokens.Count == 0 ? "empty" : result.Tokens[^1].Value;
}
