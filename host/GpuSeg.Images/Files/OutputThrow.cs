using System.Diagnostics.CodeAnalysis;

namespace GpuSeg.Images.Files;

/// <summary>Every sentence about output that cannot be written.</summary>
internal static class OutputThrow
{
    [DoesNotReturn]
    public static void Exists(string path) =>
        throw new OutputException($"{path} exists already; give `--overwrite` to replace it or choose another output name.");

    [DoesNotReturn]
    public static void IsFolder(string path) =>
        throw new OutputException($"{path} is a folder where a file is to be written; choose another output name.");

    public static OutputException IsFile(string path) => new($"{path} is a file where a folder was expected; choose another output folder.");

    [DoesNotReturn]
    public static void NoFolder(string path, string folder) =>
        throw new OutputException($"{path} cannot be written because the folder {folder} does not exist; create it first.");

    [DoesNotReturn]
    public static void IsInput(string path) =>
        throw new OutputException($"{path} is an input of this run and inputs are never overwritten; choose another output name.");

    [DoesNotReturn]
    public static void Twice(string path) =>
        throw new OutputException($"{path} is named for two outputs of this run; choose different output names.");

    [DoesNotReturn]
    public static void NotNifti(string path) =>
        throw new OutputException($"{path} is no name for a NIfTI image; end it with .nii.gz or .nii.");

    /// <summary>What the system says, without the name of the temporary file that nobody asked for.</summary>
    public static OutputException Failed(string path, Exception why, string? temporary = null)
    {
        var reason = temporary is null ? why.Message : why.Message.Replace(temporary, path, StringComparison.Ordinal);
        return new($"{path} cannot be written ({reason.TrimEnd('.')}); check free space and permissions.", why);
    }
}
