namespace GpuSeg.Cli.Tests;

/// <summary>The form of every refusal: a code, nothing on stdout, one line on stderr.</summary>
internal static class Refusal
{
    public static void OfUsage(Outcome outcome, params string[] parts) => Of(2, outcome, parts);

    public static void Of(int exitCode, Outcome outcome, params string[] parts)
    {
        Assert.All(parts, part => Assert.Contains(part, outcome.Stderr));
        Assert.Equal((exitCode, ""), (outcome.ExitCode, outcome.Stdout));
        Assert.Matches(@"\Agpuseg: [^\n]+\.\n\z", outcome.Stderr);
        Assert.DoesNotContain("Exception", outcome.Stderr);
        Assert.DoesNotContain(".tmp", outcome.Stderr);
    }
}
