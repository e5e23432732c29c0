#pragma warning disable CA1050 // The runtime looks for this name outside of namespaces.

/// <summary>With <c>DOTNET_STARTUP_HOOKS</c> naming this assembly, the command writes at its end which assemblies it has loaded.</summary>
internal static class StartupHook
{
    public const string ListVariable = "GPUSEG_TEST_LOADED";

    public static void Initialize()
    {
        if (Environment.GetEnvironmentVariable(ListVariable) is { } list)
            AppDomain.CurrentDomain.ProcessExit += (_, _) =>
                File.WriteAllLines(list, AppDomain.CurrentDomain.GetAssemblies().Select(assembly => assembly.GetName().Name!));
    }
}
