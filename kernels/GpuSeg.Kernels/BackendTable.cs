using GpuSeg.Engine.Passes;
using GpuSeg.Kernels.Cpu;
using GpuSeg.Kernels.Reference;

namespace GpuSeg.Kernels;

/// <summary>A row of a table of backends.</summary>
/// <param name="Name">The name that users choose the backend by.</param>
/// <param name="AutomaticFrom">
/// The <see cref="BackendOptions.Work"/> from which the backend is chosen when the user names none; null if it is never chosen
/// automatically.
/// </param>
/// <param name="Create">Starts the backend, or throws <see cref="BackendUnavailableException"/> with the reason.</param>
public sealed record BackendEntry(string Name, long? AutomaticFrom, Func<BackendOptions, IBackend> Create);

/// <summary>The options of a backend.</summary>
/// <param name="Threads">Threads of the cpu backend; 0 takes one per CPU core.</param>
/// <param name="Work">
/// The size of the job in voxels x components x starts, which decides whether a GPU is worth its start. An unknown size is worth it.
/// </param>
/// <param name="GraphicsOnly">Whether to refuse an OpenCL device that is a CPU, which is only used if asked for by name.</param>
public sealed record BackendOptions(int Threads = 0, long Work = long.MaxValue, bool GraphicsOnly = false);

/// <summary>A backend that an automatic choice passed over.</summary>
/// <param name="Name">The name of the backend.</param>
/// <param name="Reason">The reason.</param>
/// <param name="CanBeForced">Whether asking for the backend by name would start it: the job is small, but the backend may run here.</param>
public sealed record SkippedBackend(string Name, string Reason, bool CanBeForced)
{
    /// <summary>Returns the name and the reason in a sentence.</summary>
    public override string ToString() => $"{Name}: {Reason.TrimEnd('.')}.";
}

/// <summary>Names, orders and creates backends.</summary>
public sealed class BackendTable
{
    /// <summary>The environment variable that names a backend if the caller does not.</summary>
    public const string EnvironmentVariable = "GPUSEG_BACKEND";

    /// <summary>
    /// Makes a table of <paramref name="entries"/>; backends that are chosen for large jobs only come before those chosen for any.
    /// </summary>
    public BackendTable(IEnumerable<BackendEntry> entries) =>
        Entries = [.. entries.OrderByDescending(entry => entry.AutomaticFrom ?? long.MinValue)];

    /// <summary>All rows; an automatic choice takes the first backend that starts.</summary>
    public IReadOnlyList<BackendEntry> Entries { get; }

    /// <summary>
    /// Starts the backend called <paramref name="name"/>, or the one the environment names, or the first automatic one that starts.
    /// </summary>
    /// <param name="name">A name in the table, or null.</param>
    /// <param name="options">The number of threads and the size of the job.</param>
    /// <param name="skipped">Receives each automatic backend that was passed over.</param>
    /// <exception cref="ArgumentException">No backend has that name; the message lists the choices.</exception>
    /// <exception cref="BackendUnavailableException">The named backend cannot run here, or no automatic backend can.</exception>
    public IBackend Create(string? name = null, BackendOptions? options = null, Action<SkippedBackend>? skipped = null)
    {
        var chosen = name ?? Environment.GetEnvironmentVariable(EnvironmentVariable);
        return string.IsNullOrEmpty(chosen)
            ? CreateAutomatic((options ?? new()) with { GraphicsOnly = true }, skipped)
            : Find(chosen).Create(options ?? new());
    }

    /// <summary>Returns the row called <paramref name="name"/>.</summary>
    /// <exception cref="ArgumentException">No backend has that name; the message lists the choices.</exception>
    public BackendEntry Find(string name) =>
        Entries.FirstOrDefault(entry => entry.Name == name) ?? throw new ArgumentException(Unknown(name));

    /// <summary>Returns the message for a name that is not in the table.</summary>
    public string Unknown(string name) =>
        $"There is no backend '{name}'; choose one of {string.Join(", ", Entries.Select(entry => entry.Name))}.";

    private IBackend CreateAutomatic(BackendOptions options, Action<SkippedBackend>? skipped)
    {
        foreach (var entry in Entries.Where(entry => entry.AutomaticFrom is not null))
        {
            if (options.Work < entry.AutomaticFrom)
            {
                skipped?.Invoke(new(entry.Name, "starting it would take longer than this job", CanBeForced: true));
                continue;
            }

            try
            {
                return entry.Create(options);
            }
            catch (BackendUnavailableException unavailable)
            {
                skipped?.Invoke(new(entry.Name, unavailable.Message, CanBeForced: false));
            }
        }

        throw new BackendUnavailableException("No backend could be started.");
    }
}

/// <summary>The backends that need nothing but .NET.</summary>
public static class HostBackends
{
    /// <summary>The table of these backends.</summary>
    public static BackendTable All { get; } = new(
    [
        new("cpu", AutomaticFrom: 0, options => new CpuBackend(options.Threads)),
        new("reference", AutomaticFrom: null, _ => new ReferenceBackend()),
    ]);
}
