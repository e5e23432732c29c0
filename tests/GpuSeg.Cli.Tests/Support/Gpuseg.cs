using System.Diagnostics;
using System.Text;

namespace GpuSeg.Cli.Tests;

/// <summary>The streams and exit code of one run of the command.</summary>
internal sealed record Outcome(int ExitCode, string Stdout, string Stderr);

/// <summary>The real command, as a child process.</summary>
internal static class Gpuseg
{
    // Only to end a run that hangs; nothing here is timed.
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(5);

    public static Outcome Run(params string[] arguments) => Finish(Start(arguments));

    public static Outcome RunIn(Dictionary<string, string> environment, params string[] arguments) => Finish(Start(arguments, environment));

    /// <summary>Runs and requires success, for tests about what comes out.</summary>
    public static Outcome Succeed(params string[] arguments)
    {
        var outcome = Run(arguments);
        Assert.True(outcome.ExitCode == 0, outcome.Stderr);
        return outcome;
    }

    public static Process Start(string[] arguments, Dictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "gpuseg.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        // The same on every machine; a test that wants the automatic choice sets the variable to nothing.
        start.Environment["GPUSEG_BACKEND"] = "cpu";
        foreach (var (name, value) in environment ?? [])
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    public static Outcome Finish(Process process)
    {
        using (process)
        {
            var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            if (!process.WaitForExit(s_patience))
            {
                process.Kill();
                Assert.Fail("The command did not end.");
            }
            return new(process.ExitCode, output.Result, error.Result);
        }
    }
}
