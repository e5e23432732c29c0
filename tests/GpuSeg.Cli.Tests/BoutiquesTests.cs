using System.CommandLine;
using System.Text.Json;
using GpuSeg.Cli.Commands.Bids;
using GpuSeg.Cli.Options;

namespace GpuSeg.Cli.Tests;

/// <summary>The descriptor by which Boutiques calls <c>gpuseg bids</c>.</summary>
public sealed class BoutiquesTests
{
    [Fact]
    public void Describes_every_input_as_an_option_with_its_type()
    {
        var descriptor = Workplace.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "boutiques.json")));
        var inputs = descriptor.GetProperty("inputs").EnumerateArray().ToArray();
        var line = Text(descriptor, "command-line");
        foreach (var input in inputs)
            line = line.Replace(Text(input, "value-key"), Words(input), StringComparison.Ordinal);
        Assert.DoesNotContain('[', line);

        var root = new RootCommand { BidsCommand.Create() };
        root.Options.Add(ConfigFile.Path);
        var parsed = root.Parse(line["gpuseg ".Length..]);
        Assert.Empty(parsed.Errors);
        Assert.Equal(inputs.Length, parsed.CommandResult.Children.Count(
            child => child is not System.CommandLine.Parsing.OptionResult { Implicit: true }));
        Assert.Equal(Gpuseg.Succeed("--version").Stdout.TrimEnd(), Text(descriptor, "tool-version"));
    }

    private static string Words(JsonElement input)
    {
        var value = input.TryGetProperty("value-choices", out var choices) ? choices[0].GetString()
            : input.TryGetProperty("minimum", out var least) ? least.GetRawText()
            : Text(input, "type") == "Flag" ? "" : "T1w";
        return input.TryGetProperty("command-line-flag", out var flag) ? $"{flag.GetString()} {value}" : value!;
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
