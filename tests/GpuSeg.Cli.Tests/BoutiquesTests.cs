using System.Text.Json;
using GpuSeg.Studies.Methods;

namespace GpuSeg.Cli.Tests;

public sealed class BoutiquesTests
{
    private static readonly string s_path = Path.Combine(AppContext.BaseDirectory, "boutiques.json");

    [Fact]
    public void Equals_the_descriptor_generated_from_the_options_of_bids()
    {
        var generated = BoutiquesDescriptor.Create(Gpuseg.Succeed("--version").Stdout.TrimEnd());
        if (generated != File.ReadAllText(s_path))
        {
            var update = Path.Combine(AppContext.BaseDirectory, "boutiques.generated.json");
            File.WriteAllText(update, generated);
            Assert.Fail($"docs/boutiques.json is not up to date; copy {update} over it.");
        }
    }

    [Fact]
    public void Gives_every_parameter_the_bounds_and_choices_of_its_row()
    {
        var inputs = Workplace.Parse(File.ReadAllText(s_path)).GetProperty("inputs").EnumerateArray()
            .ToDictionary(input => Text(input, "id"));
        Assert.Equal(MethodTable.Names, Texts(inputs["method"], "value-choices"));
        Assert.Equal(1, inputs["n_components"].GetProperty("minimum").GetDouble());
        Assert.Equal(255, inputs["n_components"].GetProperty("maximum").GetDouble());
        Assert.Equal(0, inputs["seed"].GetProperty("minimum").GetDouble());
        Assert.Equal("[N_INIT]", Text(inputs["n_init"], "value-key"));
        Assert.Equal("Flag", Text(inputs["converge"], "type"));
    }

    private static string[] Texts(JsonElement input, string name) =>
        [.. input.GetProperty(name).EnumerateArray().Select(text => text.GetString()!)];

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
