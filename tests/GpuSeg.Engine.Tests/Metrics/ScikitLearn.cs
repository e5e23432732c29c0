using System.Diagnostics;

namespace GpuSeg.Engine.Tests.Metrics;

/// <summary>scikit-learn as an independent oracle; tests that need it are skipped where it is absent.</summary>
internal static class ScikitLearn
{
    private const string Interpreter = "/usr/bin/python3";

    private static readonly Lazy<bool> IsThere = new(() => File.Exists(Interpreter) && Start("import sklearn").Code == 0);

    /// <summary>What a Python script prints.</summary>
    public static string Run(string script, params string[] arguments)
    {
        Assert.SkipUnless(IsThere.Value, "scikit-learn is absent (Debian: python3-sklearn).");
        var (code, output, error) = Start(script, arguments);
        Assert.True(code == 0, error);
        return output;
    }

    private static (int Code, string Output, string Error) Start(string script, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(Interpreter, ["-c", script, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }
}
