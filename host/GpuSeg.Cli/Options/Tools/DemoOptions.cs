using System.CommandLine;
using GpuSeg.Cli.Compute;
using GpuSeg.Cli.Failures;
using GpuSeg.Studies.Phantom;

namespace GpuSeg.Cli.Options.Tools;

/// <summary>The settings of <c>gpuseg demo</c>.</summary>
/// <param name="Folder">Folder of one brain and its segmentation; not used for a data set.</param>
/// <param name="Dataset">Folder of a data set to make instead, or null.</param>
/// <param name="Subjects">Subjects of the data set.</param>
/// <param name="Seed">Number of the brain.</param>
/// <param name="Backend">Backend and threads.</param>
/// <param name="Overwrite">Whether files that exist are replaced.</param>
internal sealed record DemoSettings(string Folder, string? Dataset, int Subjects, int Seed, BackendSettings Backend, bool Overwrite)
    : IThreadSettings
{
    int IThreadSettings.Threads => Backend.Threads;
}

/// <summary>The options of <c>gpuseg demo</c>.</summary>
internal sealed class DemoOptions : ICommandOptions<DemoSettings>
{
    private readonly Argument<string> _folder = new("DIR")
    {
        Description = "Folder for images and results.",
        DefaultValueFactory = _ => "gpuseg-demo",
    };

    private readonly Option<int> _seed = new("--seed")
    {
        Description = "Which brain to make.",
        DefaultValueFactory = _ => new PhantomOptions().Seed,
        HelpName = "S",
    };

    private readonly Option<string?> _dataset = new("--bids")
    {
        Description = "Instead make a raw BIDS data set of small brains in this folder, with the truth in derivatives/truth.",
        HelpName = "DIR",
    };

    private readonly Option<int> _subjects = new("--subjects")
    {
        Description = "Subjects of the data set.",
        DefaultValueFactory = _ => 3,
        HelpName = "N",
    };

    private readonly Option<bool> _overwrite = CommonOptions.Overwrite("Replace files that exist.");
    private readonly BackendChoice _backend = new();

    public void AddTo(Command command)
    {
        OptionChecks.Files(_folder);
        OptionChecks.Whole(_seed, 0);
        OptionChecks.Whole(_subjects, 1, 9999);
        command.Arguments.Add(_folder);
        command.AddOptions(_seed, _dataset, _subjects, _overwrite);
        _backend.AddTo(command);
    }

    public DemoSettings Bind(ParseResult parsed)
    {
        var dataset = parsed.GetValue(_dataset);
        if (dataset is null && parsed.Gives(_subjects))
        {
            throw new UsageException("--subjects is about a BIDS data set; give --bids DIR with it.");
        }

        if (dataset is not null && parsed.Gives(_folder))
        {
            throw new UsageException("DIR is the folder of one brain and --bids that of a data set; leave one of them out.");
        }

        return dataset is { Length: 0 }
            ? throw new UsageException("--bids is empty; give the folder of the data set.")
            : new(
                parsed.GetValue(_folder)!,
                dataset,
                parsed.GetValue(_subjects),
                parsed.GetValue(_seed),
                _backend.Bind(parsed),
                parsed.GetValue(_overwrite));
    }
}
