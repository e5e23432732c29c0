using System.CommandLine;
using GpuSeg.Engine.Passes;
using GpuSeg.Kernels;

namespace GpuSeg.Cli.Commands;

/// <summary>The options that choose where passes run.</summary>
internal sealed class BackendChoice
{
    private readonly Option<string?> _backend = new("--backend")
    {
        Description = $"Where to compute: {string.Join(", ", Backends.Table.Select(entry => entry.Name))}. "
            + $"Default: ${Backends.EnvironmentVariable}, else the first of these that suits this machine.",
        HelpName = "B",
    };

    private readonly Option<int> _threads = new("--threads")
    {
        Description = "Threads of the cpu backend; 0 takes one per processor.",
        HelpName = "N",
        DefaultValueFactory = _ => 0,
    };

    public void AddTo(Command command)
    {
        Bounds.Whole(_threads, 0);
        command.Options.Add(_backend);
        command.Options.Add(_threads);
    }

    /// <summary>Refuses a name that is not in the table before any work is done.</summary>
    public Func<long, IBackend> Starter(ParseResult parsed, Action<string> skipped)
    {
        var named = parsed.GetValue(_backend);
        var name = named ?? Environment.GetEnvironmentVariable(Backends.EnvironmentVariable);
        if (!string.IsNullOrEmpty(name) && Backends.Table.All(entry => entry.Name != name))
        {
            throw new UsageException((named is null ? $"${Backends.EnvironmentVariable}: " : "") + Backends.Unknown(name));
        }

        var threads = parsed.GetValue(_threads);
        return work => Start(name, new BackendOptions(threads, work), skipped);
    }

    private static IBackend Start(string? name, BackendOptions options, Action<string> skipped)
    {
        try
        {
            return Backends.Create(name, options, skipped);
        }
        catch (BackendUnavailableException e) when (!string.IsNullOrEmpty(name))
        {
            throw new BackendUnavailableException($"The backend {name} cannot run here: {e.Message.TrimEnd('.')}; gpuseg devices lists those that can.", e);
        }
    }
}
