using System.Diagnostics;

namespace GpuSeg.Tests;

/// <summary>A Python module of Debian as an independent oracle; tests that need it are skipped if it is absent.</summary>
/// <param name="name">The module.</param>
/// <param name="package">The Debian package that holds it.</param>
internal sealed class PythonModule(string name, string package)
{
    private const string Interpreter = "/usr/bin/python3";

    private readonly Lazy<bool> _isThere = new(() => File.Exists(Interpreter) && Start($"import {name}").Code == 0);

    /// <summary>Runs a Python script and returns its output.</summary>
    public string Run(string script, params string[] arguments)
    {
        Assert.SkipUnless(_isThere.Value, $"{name} is absent (Debian: {package}).");
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
