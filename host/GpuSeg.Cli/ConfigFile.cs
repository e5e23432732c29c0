using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using System.Text.Json;

namespace GpuSeg.Cli;

/// <summary>
/// Options from a JSON object, {"n-components": 3, "modalities": ["T1w", "FLAIR"]}: keys are long names of options without their
/// dashes. They become words of the command line, so that they are judged as those; what the command line gives itself wins.
/// </summary>
internal sealed class ConfigFile
{
    private readonly string _path;
    private readonly Dictionary<Option, string> _keys = [];

    private ConfigFile(string path) => _path = path;

    public static Option<string?> Path { get; } = new("--config-file", "--config_file")
    {
        Description = "JSON object of options by their long names without dashes, such as {\"n-components\": 3}. The command line wins.",
        HelpName = "FILE",
        Recursive = true,
    };

    /// <summary>Parses the command line with the options of the file that it names, if it names one.</summary>
    /// <param name="root">The program.</param>
    /// <param name="parsed">The command line without the file's.</param>
    /// <param name="args">The command line.</param>
    /// <exception cref="UsageException">The file cannot be read, or what it holds are no options of the command.</exception>
    public static (ParseResult Parsed, ConfigFile? File) Parse(RootCommand root, ParseResult parsed, string[] args)
    {
        if (parsed.GetResult(Path) is not { Implicit: false, Tokens: [var path] } || parsed.CommandResult.Command.Subcommands.Count > 0)
        {
            return (parsed, null);
        }

        var file = new ConfigFile(path.Value);
        var end = Array.IndexOf(args, "--") is >= 0 and var dashes ? dashes : args.Length;
        return (root.Parse([.. args[..end], .. file.Words(parsed), .. args[end..]]), file);
    }

    /// <summary>A sentence about what the file holds, which says so.</summary>
    public string Named(ParseError error) => error.SymbolResult is OptionResult result && _keys.TryGetValue(result.Option, out var key)
        ? $"{_path}, {key}: {error.Message}"
        : error.Message;

    /// <summary>A sentence about options that cannot be meant together.</summary>
    public string Named(string message)
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
                throw new UsageException($"{_path} gives {option.Name} twice, as {_keys[option]} and as {property.Name}; leave one of them out.");
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
            throw new UsageException($"--config-file {_path} is a folder where a JSON file was expected; name the file in it.");
        }

        try
        {
            var json = JsonDocument.Parse(File.ReadAllText(_path));
            return json.RootElement.ValueKind == JsonValueKind.Object
                ? json
                : throw new UsageException($"--config-file {_path} holds no JSON object; it must be one of options and their values, such as {{\"n-components\": 3}}.");
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new UsageException($"--config-file {_path} cannot be read as JSON ({e.Message.TrimEnd('.')}); correct the path or the file.");
        }
    }

    private Option OptionOf(CommandResult command, string key)
    {
        Option[] options = [.. command.Command.Options.Append(Runner.Verbose).Where(option => option is not (HelpOption or VersionOption))];
        return options.FirstOrDefault(option => Names(option).Contains($"--{key}"))
            ?? throw new UsageException($"{_path} has the key {key}, which is no option of gpuseg {Runner.CommandPath(command).TrimEnd()}; "
                + $"its options are {string.Join(", ", options.Where(option => !option.Hidden).Select(Key))}.");
    }

    /// <summary>What an option is called in files.</summary>
    public static string Key(Option option) => Names(option).First(name => name.StartsWith("--", StringComparison.Ordinal))[2..];

    private static IEnumerable<string> Names(Option option) => option.Aliases.Prepend(option.Name);

    private IEnumerable<string> Words(Option option, JsonProperty property)
    {
        string Text(JsonElement value) => (value.ValueKind, option is Option<bool>) switch
        {
            (JsonValueKind.True or JsonValueKind.False, true) or (JsonValueKind.Number, false) => value.GetRawText(),
            (JsonValueKind.String, false) => value.GetString()!,
            (_, true) => throw new UsageException($"{_path}, {property.Name}: {value.GetRawText()} is neither true nor false, which it must be."),
            _ => throw new UsageException($"{_path}, {property.Name}: {value.GetRawText()} is no value of {option.Name}; it must be a text or a number{(IsList(option) ? ", or a list of them" : "")}."),
        };

        string[] values = property.Value.ValueKind == JsonValueKind.Array && IsList(option) ? [.. property.Value.EnumerateArray().Select(Text)] : [Text(property.Value)];
        return (option.ValueType.IsArray && option.AllowMultipleArgumentsPerToken ? values : [string.Join(',', values)]).SelectMany(value => value.Length == 0 ? [$"--{property.Name}", ""] : new[] { $"--{property.Name}={value}" });
    }

    // The command line separates such values by commas or by spaces.
    private static bool IsList(Option option) => option.ValueType.IsArray || option.HelpName?.Contains(',', StringComparison.Ordinal) == true;
}
