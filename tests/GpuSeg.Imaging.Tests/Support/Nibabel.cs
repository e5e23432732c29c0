using System.Diagnostics;

namespace GpuSeg.Imaging.Tests;

/// <summary>nibabel as an independent oracle; tests that need it are skipped where it is absent.</summary>
internal static class Nibabel
{
    private const string Interpreter = "/usr/bin/python3";

    private static readonly Lazy<bool> s_isThere = new(() => File.Exists(Interpreter) && Start("import nibabel").Code == 0);

    public static string Run(string script, params string[] arguments)
    {
        Assert.SkipUnless(s_isThere.Value, "nibabel is absent.");
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
