using System.Runtime;

#pragma warning disable CA1050 // The runtime looks for this name outside of namespaces.

/// <summary>
/// With <c>DOTNET_STARTUP_HOOKS</c> naming this assembly, the command writes at its end which assemblies and threads it used, and how
/// many methods the runtime compiled for it.
/// </summary>
internal static class StartupHook
{
    public const string ListVariable = "GPUSEG_TEST_LOADED";
    public const string ThreadsVariable = "GPUSEG_TEST_THREADS";
    public const string CompiledVariable = "GPUSEG_TEST_COMPILED";

    public static void Initialize()
    {
        if (Environment.GetEnvironmentVariable(ListVariable) is { } list)
        {
            AppDomain.CurrentDomain.ProcessExit += (_, _) =>
                File.WriteAllLines(list, AppDomain.CurrentDomain.GetAssemblies().Select(assembly => assembly.GetName().Name!));
        }

        if (Environment.GetEnvironmentVariable(CompiledVariable) is { } compiled)
        {
            AppDomain.CurrentDomain.ProcessExit += (_, _) => File.WriteAllText(compiled, $"{JitInfo.GetCompiledMethodCount()}");
        }

        if (Environment.GetEnvironmentVariable(ThreadsVariable) is { } threads)
        {
            var seen = new HashSet<string>();
            new Thread(() => Watch(seen)) { IsBackground = true, Name = "test watch" }.Start();
            AppDomain.CurrentDomain.ProcessExit += (_, _) =>
            {
                lock (seen)
                {
                    File.WriteAllLines(threads, [$"{PoolItems}", .. seen.Order(StringComparer.Ordinal)]);
                }
            };
        }
    }

    /// <summary>Work items that the process has given to the runtime's thread pool.</summary>
    private static long PoolItems => ThreadPool.CompletedWorkItemCount + ThreadPool.PendingWorkItemCount;

    // Pools of our own stop their threads before the process ends. Watching can only miss a thread, never invent one.
    private static void Watch(HashSet<string> seen)
    {
        while (OperatingSystem.IsLinux())
        {
            foreach (var task in Directory.GetDirectories("/proc/self/task"))
            {
                try
                {
                    lock (seen)
                    {
                        seen.Add(File.ReadAllText(Path.Combine(task, "comm")).TrimEnd());
                    }
                }
                catch (IOException)
                {
                    // The thread has ended.
                }
            }

            Thread.Sleep(1);
        }
    }
}
