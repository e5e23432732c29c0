using System.Runtime.InteropServices;

namespace GpuSeg.Images.Files;

/// <summary>Gives a file a name that nothing has yet, so that of several programs at once exactly one gets it.</summary>
internal static class ExclusiveName
{
    /// <summary>Renames, or throws <see cref="IOException"/> where the target exists.</summary>
    public static void Move(string source, string target)
    {
        // On Unix File.Move looks first and renames then, and the rename would replace what came in between; link(2) refuses by itself.
        // Where there are no hard links, and to name what went wrong, File.Move has to do.
        if (!OperatingSystem.IsWindows() && Link(source, target) == 0)
            File.Delete(source);
        else
            File.Move(source, target, overwrite: false);
    }

    [DllImport("libc", EntryPoint = "link")]
    private static extern int Link([MarshalAs(UnmanagedType.LPUTF8Str)] string source, [MarshalAs(UnmanagedType.LPUTF8Str)] string target);
}
