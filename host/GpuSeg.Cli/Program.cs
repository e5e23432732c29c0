using System.Globalization;
using GpuSeg.Cli;

// Outputs are the same everywhere, also if the environment overrides the program's invariant mode and names a locale.
CultureInfo.DefaultThreadCurrentCulture = CultureInfo.DefaultThreadCurrentUICulture = CultureInfo.InvariantCulture;
CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.InvariantCulture;

return Runner.Run(CommandTable.Root(args), args);
