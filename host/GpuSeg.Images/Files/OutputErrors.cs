using System.Diagnostics.CodeAnalysis;

namespace GpuSeg.Images.Files;

/// <summary>Messages about output that cannot be written.</summary>
internal static class OutputErrors
{
    [DoesNotReturn]
    public static void Exists(string path) =>
        throw new OutputException($"{path} exists already; allow overwriting to replace it or choose another output name.")
        {
            IsSolvedByOverwriting = true,
        };

    [DoesNotReturn]
    public static void IsFolder(string path) =>
        throw new OutputException($"{path} is a folder where a file is to be written; choose another output name.");

    public static OutputException IsFile(string path) =>
        new($"{path} is a file where a folder was expected; choose another output folder.");

    [DoesNotReturn]
    public static void IsInput(string path) =>
        throw new OutputException($"{path} is an input of this run and inputs are never overwritten; choose another output name.");

    [DoesNotReturn]
    public static void Twice(string path) =>
        throw new OutputException($"{path} is named for two outputs of this run; choose different output names.");
}
