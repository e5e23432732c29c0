using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using System.Text.Json;
using GpuSeg.Cli.Failures;

namespace GpuSeg.Cli.Options;

/// <summary>
/// Options from a JSON object such as {"n-components": 3, "modalities": ["T1w", "FLAIR"]}: keys are long names of options without
/// their dashes. They become words of the command line, so that the parser alone checks them; options on the command line win.
/// </summary>
internal sealed class ConfigFile
{
    private readonly string _path;
    private readonly Dictionary<Option, string> _keys = [];

    private ConfigFile(string path) => _path = path;

    public static Option<string?> Path { get; } = new("--config-file", "--config_file")
    {
        Description = "JSON object of options by their long names without dashes, such as {\"n-components\": 3}; the command line wins.",
        HelpName = "FILE",
        Recursive = true,
    };

    /// <summary>Parses the command line again with the options of the file that it names, if it names one.</summary>
    /// <param name="root">The program.</param>
    /// <param name="parsed">The command line without the file's.</param>
    /// <param name="args">The command line.</param>
    /// <exception cref="UsageException">The file cannot be read, or a key is not an option of the command.</exception>
    public static (ParseResult Parsed, ConfigFile? File) Parse(RootCommand root, ParseResult parsed, string[] args)
    {
        if (parsed.GetResult(Path) is not { Implicit: false, Tokens: [var path] }
            || parsed.CommandResult.Command.Subcommands.Count > 0)
        {
            return (parsed, null);
        }

        var file = new ConfigFile(path.Value);
        var end = Array.IndexOf(args, "--") is >= 0 and var dashes ? dashes : args.Length;
        return (root.Parse([.. args[..end], .. file.Words(parsed), .. args[end..]]), file);
    }

    /// <summary>Adds file and key to the message of an error in a value of the file.</summary>
    public string Attribute(ParseError error) => error.SymbolResult is OptionResult result && _keys.TryGetValue(result.Option, out var key)
        ? $"{_path}, {key}: {error.Message}"
        : error.Message;

    /// <summary>Adds the options of the file that a message names.</summary>
    public string Attribute(string message)
    {
        string[] named = [.. _keys.Keys.SelectMany(Names).Where(name => message.Contains(name, StringComparison.Ordinal))];
        return named.Length == 0 ? message : $"{message.TrimEnd('.')} ({_path} gives {string.Join(", ", named)}).";
    }

    private List<string> Words(ParseResult parsed)
    {
        var words = new List<string>();
        using var json = Read();
        foreach (var property in json.RootElement.EnumerateObject())
        {
            var option = OptionOf(parsed.CommandResult, property.Name);
            if (!_keys.TryAdd(option, property.Name))
            {
                throw new UsageException(
                    $"{_path} gives {option.Name} twice, as {_keys[option]} and as {property.Name}; leave one of them out.");
            }

            if (parsed.GetResult(option) is { Implicit: false })
            {
                _keys.Remove(option);
                continue;
            }

            words.AddRange(Words(option, property));
        }

        return words;
    }

    private JsonDocument Read()
    {
        if (Directory.Exists(_path))
        {
            throw new UsageException($"--config-file {_path} is a folder, not a JSON file; name the file in it.");
        }

        try
        {
            var json = JsonDocument.Parse(File.ReadAllText(_path));
            return json.RootElement.ValueKind == JsonValueKind.Object
                ? json
                : throw new UsageException($"--config-file {_path} does not hold a JSON object; it must hold options and their values, "
                    + "such as {\"n-components\": 3}.");
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new UsageException(
                $"--config-file {_path} cannot be read as JSON ({e.Message.TrimEnd('.')}); correct the path or the file.");
        }
    }

    private Option OptionOf(CommandResult command, string key)
    {
        Option[] options =
            [.. command.Command.Options.Append(TerminalOptions.Verbose).Where(option => option is not (HelpOption or VersionOption))];
        return options.FirstOrDefault(option => Names(option).Contains($"--{key}"))
            ?? throw new UsageException(
                $"{_path} has the key {key}, which is not an option of gpuseg {CommandFactory.PathOf(command).TrimEnd()}; "
                + $"its options are {string.Join(", ", options.Where(option => !option.Hidden).Select(Key))}.");
    }

    /// <summary>Returns the name of an option in files.</summary>
    public static string Key(Option option) => Names(option).First(name => name.StartsWith("--", StringComparison.Ordinal))[2..];

    private static IEnumerable<string> Names(Option option) => option.Aliases.Prepend(option.Name);

    private IEnumerable<string> Words(Option option, JsonProperty property)
    {
        string[] values = property.Value.ValueKind == JsonValueKind.Array && IsList(option)
            ? [.. property.Value.EnumerateArray().Select(value => Text(option, property.Name, value))]
            : [Text(option, property.Name, property.Value)];
        var takesWords = option.ValueType.IsArray && option.AllowMultipleArgumentsPerToken;
        return (takesWords ? values : [string.Join(',', values)])
            .SelectMany(value => value.Length == 0 ? [$"--{property.Name}", ""] : new[] { $"--{property.Name}={value}" });
    }

    private string Text(Option option, string name, JsonElement value) => (value.ValueKind, option is Option<bool> or Option<bool?>) switch
    {
        (JsonValueKind.True or JsonValueKind.False, true) or (JsonValueKind.Number, false) => value.GetRawText(),
        (JsonValueKind.String, false) => value.GetString()!,
        (_, true) => throw new UsageException($"{_path}, {name}: {value.GetRawText()} is neither true nor false; it must be one of them."),
        _ => throw new UsageException($"{_path}, {name}: {value.GetRawText()} is not a value of {option.Name}; "
            + $"it must be a text or a number{(IsList(option) ? ", or a list of them" : "")}."),
    };

    // The command line separates such values by commas or by spaces.
    private static bool IsList(Option option) =>
        option.ValueType.IsArray || option.HelpName?.Contains(',', StringComparison.Ordinal) == true;
}
