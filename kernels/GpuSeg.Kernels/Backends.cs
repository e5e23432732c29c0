using GpuSeg.Engine.Passes;
using GpuSeg.Kernels.Cpu;
using GpuSeg.Kernels.Ilgpu;
using GpuSeg.Kernels.Reference;

namespace GpuSeg.Kernels;

/// <summary>One row of the table of backends.</summary>
/// <param name="Name">The name users choose it by.</param>
/// <param name="Summary">What it is, in a few words.</param>
/// <param name="AutomaticFrom">The <see cref="BackendOptions.Work"/> from which it is chosen when the user names none; null: never.</param>
/// <param name="Create">Starts it, or throws <see cref="BackendUnavailableException"/> with the reason.</param>
public sealed record BackendEntry(string Name, string Summary, long? AutomaticFrom, Func<BackendOptions, IBackend> Create);

/// <summary>The one table that names, orders and creates backends. To add one, add its row: tests, benches and the command read this table.</summary>
public static class Backends
{
    /// <summary>The environment variable that names a backend where the caller does not.</summary>
    public const string EnvironmentVariable = "GPUSEG_BACKEND";

    // A card costs a second before its first pass: context, then kernels, which are compiled anew in every process. In that second two cores of
    // a laptop take 3 components through 250 million voxels (gpuseg devices --check), which are 20 passes over a dozen million.
    private const long WorthACard = 36_000_000;

    /// <summary>All backends, the first automatic one that starts is taken.</summary>
    public static IReadOnlyList<BackendEntry> Table { get; } =
    [
        // Lambdas, not the methods themselves: to name a method is to load its class, and with it ILGPU, into runs that never use it.
        new("cuda", "NVIDIA graphics card through ILGPU", AutomaticFrom: WorthACard, options => IlgpuDevices.OpenCuda(options)),
        new("opencl", "OpenCL device through ILGPU", AutomaticFrom: WorthACard, options => IlgpuDevices.OpenOpenCl(options)),
        new("cpu", "vectors and all cores of the processor", AutomaticFrom: 0, options => new CpuBackend(options.Threads)),
        new("ilgpu-cpu", "the same kernels on the processor, slow, for tests", AutomaticFrom: null, options => IlgpuDevices.OpenCpu(options)),
        new("reference", "plain loops in double, the meaning of correct", AutomaticFrom: null, _ => new ReferenceBackend()),
    ];

    /// <summary>Starts the backend called <paramref name="name"/>, or the one the environment names, or the first automatic one that starts.</summary>
    /// <param name="name">A name of the table, or null.</param>
    /// <param name="options">Threads and the like.</param>
    /// <param name="skipped">Told, in a sentence each, which automatic backends did not start and why.</param>
    /// <exception cref="ArgumentException">No backend has that name; the message lists the choices.</exception>
    /// <exception cref="BackendUnavailableException">The named backend cannot run here, or none can.</exception>
    public static IBackend Create(string? name = null, BackendOptions? options = null, Action<string>? skipped = null)
    {
        var chosen = name ?? Environment.GetEnvironmentVariable(EnvironmentVariable);
        return string.IsNullOrEmpty(chosen)
            ? CreateAutomatic((options ?? new()) with { GraphicsOnly = true }, skipped)
            : Find(chosen).Create(options ?? new());
    }

    /// <summary>The row called <paramref name="name"/>.</summary>
    /// <exception cref="ArgumentException">No backend has that name; the message lists the choices.</exception>
    public static BackendEntry Find(string name) =>
        Table.FirstOrDefault(entry => entry.Name == name)
        ?? throw new ArgumentException(Unknown(name));

    /// <summary>The sentence about a name that is not in the table.</summary>
    public static string Unknown(string name) =>
        $"There is no backend '{name}'; choose one of {string.Join(", ", Table.Select(entry => entry.Name))}.";

    private static IBackend CreateAutomatic(BackendOptions options, Action<string>? skipped)
    {
        foreach (var entry in Table.Where(entry => entry.AutomaticFrom is not null))
        {
            if (options.Work < entry.AutomaticFrom)
            {
                skipped?.Invoke($"{entry.Name}: not worth its start for this little work; --backend {entry.Name} takes it all the same.");
                continue;
            }

            try
            {
                return entry.Create(options);
            }
            catch (BackendUnavailableException unavailable)
            {
                skipped?.Invoke($"{entry.Name}: {unavailable.Message}");
            }
        }

        throw new BackendUnavailableException("No backend could be started.");
    }
}
