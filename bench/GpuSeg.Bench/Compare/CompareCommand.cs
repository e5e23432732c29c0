using System.CommandLine;
using GpuSeg.Bench.Data;
using GpuSeg.Kernels;

namespace GpuSeg.Bench.Compare;

/// <summary><c>compare</c>: GpuSeg and scikit-learn in turns on the same data; prints ratios.</summary>
internal sealed class CompareCommand
{
    private readonly Option<string?> _data = new("--data") { Description = "Folder with t1, t1_contrast, flair and adc as .nii.gz. Default: made images of the same size.", HelpName = "DIR" };
    private readonly Option<int> _runs = new("--runs") { Description = "Turns of every contender; medians are over these.", DefaultValueFactory = _ => 9, HelpName = "N" };
    private readonly Option<string> _python = new("--python") { Description = "The Python that has scikit-learn and nibabel.", DefaultValueFactory = _ => "python3", HelpName = "P" };
    private readonly Option<string> _gpuseg = new("--gpuseg") { Description = "The published command.", DefaultValueFactory = _ => Path.Combine("artifacts", "gpuseg", OperatingSystem.IsWindows() ? "gpuseg.exe" : "gpuseg"), HelpName = "FILE" };
    private readonly Option<string[]> _backends = new("--backends") { Description = "Backends to measure, separated by commas. Default: the automatic ones that start.", CustomParser = result => result.Tokens[0].Value.Split(','), DefaultValueFactory = _ => [], HelpName = "A,B" };
    private readonly Option<bool> _json = new("--json") { Description = "Print JSON, with the time of every run, in place of the table." };
    private readonly Option<string?> _save = new("--save") { Description = "Keep compare.json and compare.md in DIR/<processor>. Without DIR: bench/results.", Arity = ArgumentArity.ZeroOrOne, HelpName = "DIR" };

    public static int Run(string[] args)
    {
        var command = new CompareCommand();
        var root = new RootCommand("Measures GpuSeg and scikit-learn side by side on the same data and prints the ratios.")
        {
            command._data, command._runs, command._python, command._gpuseg, command._backends, command._json, command._save,
        };
        command._runs.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1)
            {
                result.AddError("--runs must be at least 1.");
            }
        });
        root.SetAction(command.Run);
        return root.Parse(args).Invoke();
    }

    private int Run(ParseResult parsed)
    {
        BackendRows.Chosen = parsed.GetValue(_backends)!;
        var save = parsed.GetResult(_save) is null ? null : parsed.GetValue(_save) ?? Path.Combine("bench", "results");
        var options = new CompareOptions(parsed.GetValue(_data), parsed.GetValue(_runs), parsed.GetValue(_python)!, parsed.GetValue(_gpuseg)!, save);
        try
        {
            var report = Comparison.Run(options);
            Console.Out.Write(parsed.GetValue(_json) ? report.ToJson() + "\n" : report.ToMarkdown());
            if (options.Save is { } folder)
            {
                report.Save(folder);
            }

            return 0;
        }
        catch (Exception e) when (e is PeerException or ArgumentException or BackendUnavailableException or Imaging.ImageException)
        {
            Console.Error.WriteLine($"compare: {e.Message}");
            return 1;
        }
    }
}
