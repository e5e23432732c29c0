using System.Globalization;

namespace GpuSeg.Cli.Tests;

/// <summary>The start of a run costs little: the runtime has few methods to compile.</summary>
public sealed class CompiledMethodsTests : IDisposable
{
    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    // A build as this one has all its own methods compiled at run time: 1,434 for the segmentation, the same number in every run. The
    // published command, which is compiled ahead, is left with some 140. A new feature on the way of every run may raise the limit; a
    // jump by hundreds is a library, a table or a text that the run does not need.
    [Theory]
    [InlineData(1600, "segment")]
    [InlineData(120, "--version")]
    public void Compiles_few_methods(int most, string command)
    {
        var compiled = command == "segment"
            ? Compiled("segment", _place.T1, _place.Flair, "-k", "3", "--backend", "cpu", "-o", _place.Prefix)
            : Compiled(command);
        // A count far below the limit would mean that the limit holds nothing back any more.
        Assert.InRange(compiled, most * 4 / 5, most);
    }

    private int Compiled(params string[] command)
    {
        var file = _place.At("compiled.txt");
        var environment = new Dictionary<string, string>
        {
            ["DOTNET_STARTUP_HOOKS"] = typeof(CompiledMethodsTests).Assembly.Location,
            [StartupHook.CompiledVariable] = file,
            // Otherwise methods that are called often are compiled a second time, some of them or all, as the threads happen to run.
            ["DOTNET_TieredCompilation"] = "0",
        };
        var outcome = Gpuseg.RunIn(environment, command);
        Assert.True(outcome.ExitCode == 0, outcome.Stderr);
        return int.Parse(File.ReadAllText(file), CultureInfo.InvariantCulture);
    }
}
