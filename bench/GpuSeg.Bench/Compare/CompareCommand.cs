using System.CommandLine;
using GpuSeg.Bench.Data;
using GpuSeg.Engine.Passes;
using GpuSeg.Kernels.Ilgpu;

namespace GpuSeg.Bench.Compare;

/// <summary>Command <c>compare</c>: GpuSeg and its peers in turns on the same data; prints ratios.</summary>
internal sealed class CompareCommand
{
    private readonly Option<string?> _data = new("--data")
    {
        Description = "Folder with t1, t1_contrast, flair and adc as .nii.gz. Default: synthetic images of the same size.",
        HelpName = "DIR",
    };

    private readonly Option<int> _runs = new("--runs")
    {
        Description = "Runs of every contender; the table shows medians.",
        DefaultValueFactory = _ => 9,
        HelpName = "N",
    };

    private readonly Option<string> _python = new("--python")
    {
        Description = "Python interpreter with scikit-learn and nibabel.",
        DefaultValueFactory = _ => "python3",
        HelpName = "P",
    };

    private readonly Option<string> _gpuseg = new("--gpuseg")
    {
        Description = "Published command.",
        DefaultValueFactory = _ => Published(),
        HelpName = "FILE",
    };

    private readonly Option<string[]> _rows = Names("--rows", "Only rows with one of these words in their name, such as EM,process.");

    private readonly Option<int> _most = new("--most-voxels")
    {
        Description = "Largest size of the rows that vary the size.",
        DefaultValueFactory = _ => 100_000_000,
        HelpName = "N",
    };

    private readonly Option<string> _gpu = new("--card")
    {
        Description = "Backend of the GPU rows.",
        DefaultValueFactory = _ => "cuda",
        HelpName = "B",
    };

    private readonly Option<string[]> _backends = Names("--backends", "Backends to measure. Default: the automatic backends that start.");

    private readonly Option<bool> _json = new("--json")
    {
        Description = "Print JSON with the time of every run instead of the table.",
    };

    private readonly Option<string?> _save = new("--save")
    {
        Description = "Keep compare.json and compare.md in DIR/<cpu>. Without DIR: bench/results.",
        Arity = ArgumentArity.ZeroOrOne,
        HelpName = "DIR",
    };

    public static int Run(string[] args)
    {
        var command = new CompareCommand();
        var root = new RootCommand("Measures GpuSeg and its peers side by side on the same data and prints the ratios.")
        {
            command._data, command._runs, command._python, command._gpuseg, command._backends, command._rows,
            command._most, command._gpu, command._json, command._save,
        };
        AtLeastOne(command._runs);
        AtLeastOne(command._most);
        root.SetAction(command.Run);
        return root.Parse(args).Invoke();
    }

    private static Option<string[]> Names(string name, string description) => new(name)
    {
        Description = $"{description} Separate by commas.",
        CustomParser = result => result.Tokens[0].Value.Split(','),
        DefaultValueFactory = _ => [],
        HelpName = "A,B",
    };

    private static void AtLeastOne(Option<int> option) => option.Validators.Add(result =>
    {
        if (result.GetValueOrDefault<int>() < 1)
        {
            result.AddError($"{option.Name} is {result.GetValueOrDefault<int>()}; give at least 1.");
        }
    });

    // Either the repository's publish folder or a folder beside this program's.
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
            parsed.GetValue(_data), parsed.GetValue(_runs), parsed.GetValue(_rows)!, parsed.GetValue(_most), parsed.GetValue(_gpu)!,
            parsed.GetValue(_python)!, parsed.GetValue(_gpuseg)!, save);
        try
        {
            _ = Backends.All.Find(options.Gpu);
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
