using GpuSeg.Images;
using GpuSeg.Images.Files;
using GpuSeg.Images.Nifti;
using GpuSeg.Studies.Json;
using GpuSeg.Studies.Segmentation;

namespace GpuSeg.Studies.Bids.Derivatives;

/// <summary>
/// Checks that the files of earlier results are whole. Missing files are ignored, and a broken link, as DataLad leaves it for a dropped
/// file, counts as whole.
/// </summary>
/// <param name="folder">The derivative data set.</param>
internal sealed class WrittenFiles(string folder)
{
    /// <summary>Describes the damage to a JSON file as the beginning of a sentence; null if it is whole.</summary>
    /// <exception cref="ImageException">The file cannot be read.</exception>
    public string? DamageOfJson(string file) => Damage(file, path => JsonFile.Read(path).Dispose());

    /// <summary>Describes the first damaged file of a session as the beginning of a sentence, sidecar aside; null without damage.</summary>
    /// <exception cref="ImageException">A file cannot be read.</exception>
    public string? Damage(ResultFiles files, int clusters, CancellationToken cancellation)
    {
        var check = new ResultCheck(clusters, cancellation);
        return files.Written.Where(file => file != ResultFile.Sidecar)
            .Select(file => Damage(files[file], path => file.Check(path, check))).FirstOrDefault(damage => damage is not null);
    }

    /// <summary>Returns whether an image exists, is whole and has voxels of this hash.</summary>
    public bool HasVoxels(string image, string hash, CancellationToken cancellation)
    {
        var found = hash;
        return Path.Exists(At(image))
           && Damage(image, path => found = NiftiReader.ScanWhole(path, VoxelHash.Xxh128, cancellation).Hash) is null
           && found == hash;
    }

    private string? Damage(string file, Action<string> read)
    {
        var path = At(file);
        if (!Path.Exists(path) || InputFile.IsBrokenLink(path))
        {
            return null;
        }

        try
        {
            if (new FileInfo(path).Length == 0)
            {
                return $"{file} was damaged (is empty)";
            }

            read(path);
            return null;
        }
        catch (ImageException e) when (e.InnerException is not (IOException or UnauthorizedAccessException))
        {
            // The remedy that the message names is being carried out.
            var clause = e.Message.Replace(path, "", StringComparison.Ordinal).TrimStart(' ', ':').Split(';')[0];
            return $"{file} was damaged ({clause})";
        }
    }

    private string At(string path) => Path.Combine(folder, path);
}
