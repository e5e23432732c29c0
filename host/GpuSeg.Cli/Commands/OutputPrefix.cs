namespace GpuSeg.Cli.Commands;

/// <summary>The value of -o: folder and beginning of the names of all outputs.</summary>
internal static class OutputPrefix
{
    /// <summary>The prefix meant: in a folder that exists, names begin with gpuseg.</summary>
    public static string Of(string given)
    {
        if (given.Length == 0)
        {
            throw new UsageException("-o is empty; give the folder and beginning of the output names.");
        }

        if (given.EndsWith(".nii", StringComparison.OrdinalIgnoreCase) || given.EndsWith(".nii.gz", StringComparison.OrdinalIgnoreCase))
        {
            throw new UsageException($"-o {given} names a file; give the beginning of the names, such as {given[..given.IndexOf(".nii", StringComparison.OrdinalIgnoreCase)]}.");
        }

        return Directory.Exists(given) ? Path.Combine(given, "gpuseg") : given;
    }
}
