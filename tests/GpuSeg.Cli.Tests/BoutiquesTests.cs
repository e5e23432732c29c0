using System.CommandLine;
using System.Text.Json;
using GpuSeg.Cli.Commands.Bids;
using GpuSeg.Cli.Options;
using GpuSeg.Studies.Methods;

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
        {
            line = line.Replace(Text(input, "value-key"), Words(input), StringComparison.Ordinal);
        }

        Assert.DoesNotContain('[', line);

        var root = new RootCommand { BidsCommand.Create() };
        root.Options.Add(ConfigFile.Path);
        var parsed = root.Parse(line["gpuseg ".Length..]);
        Assert.Empty(parsed.Errors);
        Assert.Equal(inputs.Length, parsed.CommandResult.Children.Count(
            child => child is not System.CommandLine.Parsing.OptionResult { Implicit: true }));
        Assert.Equal(Gpuseg.Succeed("--version").Stdout.TrimEnd(), Text(descriptor, "tool-version"));
    }

    [Fact]
    public void Gives_parameters_the_bounds_and_choices_of_their_rows()
    {
        var descriptor = Workplace.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "boutiques.json")));
        var inputs = descriptor.GetProperty("inputs").EnumerateArray().ToDictionary(input => Text(input, "id"));
        Assert.Equal(MethodTable.Names, Texts(inputs["method"], "value-choices"));
        foreach (var method in MethodTable.All)
        {
            foreach (var parameter in method.Parameters)
            {
                var id = parameter.Name == method.VariantKey ? method.VariantName! : parameter.Name == "random_state" ? "seed"
                    : parameter.Name;
                if (inputs.TryGetValue(id, out var input))
                {
                    Assert.Equal(parameter.Least, Number(input, "minimum"));
                    Assert.Equal(parameter.Most, Number(input, "maximum"));
                    Assert.Equal(parameter.Choices, Texts(input, "value-choices"));
                }
            }
        }
    }

    private static double? Number(JsonElement input, string name) => input.TryGetProperty(name, out var number) ? number.GetDouble() : null;

    private static string[] Texts(JsonElement input, string name) =>
        input.TryGetProperty(name, out var texts) ? [.. texts.EnumerateArray().Select(text => text.GetString()!)] : [];

    private static string Words(JsonElement input)
    {
        var value = input.TryGetProperty("value-choices", out var choices) ? choices[0].GetString()
            : input.TryGetProperty("minimum", out var least) ? least.GetRawText()
            : Text(input, "type") == "Flag" ? "" : "T1w";
        return input.TryGetProperty("command-line-flag", out var flag) ? $"{flag.GetString()} {value}" : value!;
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
