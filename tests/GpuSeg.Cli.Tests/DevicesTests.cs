using System.Globalization;
using GpuSeg.Kernels;
using GpuSeg.Kernels.Ilgpu;

namespace GpuSeg.Cli.Tests;

public sealed class DevicesTests
{
    [Fact]
    public void Lists_every_backend_of_the_table()
    {
        var outcome = Gpuseg.Succeed("devices");
        Assert.DoesNotContain('\e', outcome.Stdout);
        Assert.Equal(["backend", .. Backends.All.Entries.Select(entry => entry.Name)], FirstWords(outcome));
    }

    [Fact]
    public void Checks_error_and_rate_of_each_available_backend()
    {
        var outcome = Gpuseg.Succeed("devices", "--check");
        Assert.Equal(["backend", .. Backends.All.Entries.Select(entry => entry.Name)], FirstWords(outcome));
        foreach (var name in (string[])["cpu", "reference"])
        {
            var words = Lines(outcome).First(line => line.StartsWith(name + " ", StringComparison.Ordinal))
                .Split(' ', StringSplitOptions.RemoveEmptyEntries);
            Assert.Equal("ok", words[^3]);
            Assert.InRange(double.Parse(words[^2], CultureInfo.InvariantCulture), 0, BackendCheck.Tolerance);
            Assert.True(double.Parse(words[^1], CultureInfo.InvariantCulture) > 0);
        }
    }

    private static IEnumerable<string> FirstWords(Outcome outcome) => Lines(outcome).Select(line => line.Split(' ')[0]);

    private static string[] Lines(Outcome outcome) => outcome.Stdout.TrimEnd('\n').Split('\n');
}
