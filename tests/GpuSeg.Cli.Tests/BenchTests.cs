using System.Text.Json;

namespace GpuSeg.Cli.Tests;

public sealed class BenchTests
{
    [Fact]
    public void Prints_a_row_for_every_job_of_a_quick_bench()
    {
        var outcome = Gpuseg.Succeed("bench", "--quick", "--threads", "1");
        Assert.DoesNotContain('\e', outcome.Stdout);
        Assert.Empty(outcome.Stderr);
        var lines = outcome.Stdout.TrimEnd('\n').Split('\n');
        Assert.Contains("1 thread", lines[1]);
        var rows = lines.SkipWhile(line => !line.StartsWith("backend", StringComparison.Ordinal)).Skip(1).ToArray();
        string[] jobs =
            ["memory read", "EM iteration", "Lloyd iteration", "EM iteration", "Lloyd iteration", "mixture fit", "KMeans fit, 10 starts"];
        Assert.Equal(jobs.Length, rows.Length);
        Assert.All(jobs.Zip(rows), pair => Assert.Matches($@"\Acpu +{pair.First} +240,000 +4 ", pair.Second));
    }

    [Fact]
    public void Prints_consistent_numbers_in_a_row()
    {
        var json = Workplace.Parse(Gpuseg.Succeed("bench", "--quick", "--json").Stdout);
        Assert.Equal("cpu", Assert.Single(json.GetProperty("backends").EnumerateArray()).GetProperty("name").GetString());
        var rows = json.GetProperty("rows").EnumerateArray().ToArray();
        Assert.Equal(["em_iteration", "kmeans_fit", "lloyd_iteration", "mixture_fit", "read"], rows.Select(What).Distinct()
            .Order(StringComparer.Ordinal));
        var memory = Number(Assert.Single(rows, row => What(row) == "read"), "gb_per_s");
        Assert.All(rows, row =>
        {
            var seconds = Number(row, "ms") / 1e3;
            Assert.InRange(seconds, 1e-7, 1e3);
            Near(Number(row, "voxels") / seconds / 1e6, Number(row, "mvoxels_per_s"));
            if (What(row).EndsWith("_fit", StringComparison.Ordinal))
            {
                Assert.Equal(JsonValueKind.Null, row.GetProperty("gb_per_s").ValueKind);
                return;
            }

            Near(Number(row, "voxels") * Number(row, "images") * 4 / seconds / 1e9, Number(row, "gb_per_s"));
            Near(Number(row, "gb_per_s") / memory, Number(row, "share_of_memory_rate"));
        });
        Assert.Empty(json.GetProperty("not_measured").EnumerateArray());
    }

    [Fact]
    public void Measures_every_suitable_backend_and_names_the_others_when_verbose()
    {
        var environment = new Dictionary<string, string> { ["GPUSEG_BACKEND"] = "" };
        var outcome = Gpuseg.RunIn(environment, "bench", "--quick", "--json", "-v");
        Assert.True(outcome.ExitCode == 0, outcome.Stderr);
        string[] measured = [.. Workplace.Parse(outcome.Stdout).GetProperty("backends").EnumerateArray()
            .Select(backend => backend.GetProperty("name").GetString()!)];
        Assert.Contains("cpu", measured);
        foreach (var name in (string[])["cuda", "opencl"])
        {
            Assert.True(measured.Contains(name) != outcome.Stderr.Contains($"gpuseg: {name}: ", StringComparison.Ordinal), outcome.Stderr);
        }
    }

    [Theory]
    [InlineData("--backend abacus", "There is no backend 'abacus'", "cpu, ", "reference")]
    [InlineData("--threads -2", "--threads is -2", "at least 0")]
    [InlineData("--quickly", "--quickly", "gpuseg bench --help")]
    [InlineData("t1.nii.gz", "t1.nii.gz", "gpuseg bench --help")]
    public void Rejects_invalid_arguments(string options, params string[] parts) =>
        Refusal.OfUsage(Gpuseg.Run(["bench", .. options.Split(' ')]), parts);

    private static string What(JsonElement row) => row.GetProperty("what").GetString()!;

    private static double Number(JsonElement row, string name) => row.GetProperty(name).GetDouble();

    private static void Near(double expected, double actual) => Assert.InRange(actual / expected, 1 - 1e-9, 1 + 1e-9);
}
