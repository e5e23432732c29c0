using System.CommandLine;
using GpuSeg.Bench.Data;
using GpuSeg.Engine.Passes;
using GpuSeg.Kernels.Ilgpu;

namespace GpuSeg.Bench.Compare;

/// <summary><c>compare</c>: GpuSeg and its peers in turns on the same data; prints ratios.</summary>
internal sealed class CompareCommand
{
    private readonly Option<string?> _data = new("--data") { Description = "Folder with t1, t1_contrast, flair and adc as .nii.gz. Default: made images of the same size.", HelpName = "DIR" };
    private readonly Option<int> _runs = new("--runs") { Description = "Turns of every contender; medians are over these.", DefaultValueFactory = _ => 9, HelpName = "N" };
    private readonly Option<string> _python = new("--python") { Description = "The Python that has scikit-learn and nibabel.", DefaultValueFactory = _ => "python3", HelpName = "P" };
    private readonly Option<string> _gpuseg = new("--gpuseg") { Description = "The published command.", DefaultValueFactory = _ => Published(), HelpName = "FILE" };
    private readonly Option<string[]> _rows = new("--rows") { Description = "Only rows whose name contains one of these, separated by commas, such as EM,process.", CustomParser = result => result.Tokens[0].Value.Split(','), DefaultValueFactory = _ => [], HelpName = "A,B" };
    private readonly Option<int> _most = new("--most-voxels") { Description = "The largest size of the rows that are about size.", DefaultValueFactory = _ => 100_000_000, HelpName = "N" };
    private readonly Option<string> _card = new("--card") { Description = "The backend of the rows about a graphics card.", DefaultValueFactory = _ => "cuda", HelpName = "B" };
    private readonly Option<string[]> _backends = new("--backends") { Description = "Backends to measure, separated by commas. Default: the automatic ones that start.", CustomParser = result => result.Tokens[0].Value.Split(','), DefaultValueFactory = _ => [], HelpName = "A,B" };
    private readonly Option<bool> _json = new("--json") { Description = "Print JSON, with the time of every run, in place of the table." };
    private readonly Option<string?> _save = new("--save") { Description = "Keep compare.json and compare.md in DIR/<processor>. Without DIR: bench/results.", Arity = ArgumentArity.ZeroOrOne, HelpName = "DIR" };

    public static int Run(string[] args)
    {
        var command = new CompareCommand();
        var root = new RootCommand("Measures GpuSeg and its peers side by side on the same data and prints the ratios.")
        {
            command._data, command._runs, command._python, command._gpuseg, command._backends, command._rows,
            command._most, command._card, command._json, command._save,
        };
        AtLeastOne(command._runs);
        AtLeastOne(command._most);
        root.SetAction(command.Run);
        return root.Parse(args).Invoke();
    }

    private static void AtLeastOne(Option<int> option) => option.Validators.Add(result =>
    {
        if (result.GetValueOrDefault<int>() < 1)
        {
            result.AddError($"{option.Name} must be at least 1.");
        }
    });

    // As the repository publishes it, or as a folder beside this program's.
    private static string Published()
    {
        var name = OperatingSystem.IsWindows() ? "gpuseg.exe" : "gpuseg";
        var published = Path.Combine("artifacts", "gpuseg", name);
        return File.Exists(published) ? published : Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "gpuseg", name));
    }

    private int Run(ParseResult parsed)
    {
        BackendRows.Chosen = parsed.GetValue(_backends)!;
        var save = parsed.GetResult(_save) is null ? null : parsed.GetValue(_save) ?? Path.Combine("bench", "results");
        var options = new CompareOptions(
            parsed.GetValue(_data), parsed.GetValue(_runs), parsed.GetValue(_rows)!, parsed.GetValue(_most), parsed.GetValue(_card)!,
            parsed.GetValue(_python)!, parsed.GetValue(_gpuseg)!, save);
        try
        {
            _ = Backends.All.Find(options.Card);
            var report = Comparison.Run(options);
            Console.Out.Write(parsed.GetValue(_json) ? report.ToJson() + "\n" : report.ToMarkdown());
            if (options.Save is { } folder)
            {
                report.Save(folder);
            }

            return report.Rows.Any(row => row.Failed) ? 1 : 0;
        }
        catch (Exception e) when (e is ArgumentException or BackendUnavailableException or Images.ImageException)
        {
            Console.Error.WriteLine($"compare: {e.Message}");
            return 1;
        }
    }
}
