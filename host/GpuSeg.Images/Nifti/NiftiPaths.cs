namespace GpuSeg.Images.Nifti;

/// <summary>Names of NIfTI files: the two halves of a pair, and the name of an image.</summary>
public static class NiftiPaths
{
    private const string Gzip = ".gz";

    /// <summary>Returns the file name without .nii, .hdr or .img and without .gz; other extensions stay.</summary>
    public static string ImageName(string path)
    {
        var name = WithoutGzip(Path.GetFileName(path));
        return IsKind(name, ".nii") || IsKind(name, ".hdr") || IsKind(name, ".img") ? name[..^4] : name;
    }

    /// <summary>Returns the path without .gz and without its extension, whatever it is.</summary>
    internal static string WithoutExtension(string path)
    {
        var plain = WithoutGzip(path);
        var name = Path.GetFileNameWithoutExtension(plain);
        return name.Length == 0 ? plain : plain[..^(Path.GetFileName(plain).Length - name.Length)];
    }

    /// <summary>Finds the file that holds the header: the path itself, or for an .img the .hdr beside it.</summary>
    internal static string HeaderFile(string path) => IsKind(WithoutGzip(path), ".img") ? Partner(path, ".hdr") : path;

    /// <summary>Finds the file that holds the voxels of a pair whose header is <paramref name="headerPath"/>.</summary>
    internal static string VoxelFile(string headerPath) => Partner(headerPath, ".img");

    private static string Partner(string path, string extension)
    {
        var stem = WithoutGzip(path);
        stem = Path.GetExtension(stem).Length == 4 ? stem[..^4] : stem;
        var upper = extension.ToUpperInvariant();
        string[] candidates = [stem + extension, stem + extension + Gzip, stem + upper, stem + upper + ".GZ"];
        // A partner of the same compression first: a folder may hold both.
        if (path.EndsWith(Gzip, StringComparison.OrdinalIgnoreCase))
        {
            (candidates[0], candidates[1]) = (candidates[1], candidates[0]);
        }

        foreach (var candidate in candidates)
        {
            if (Path.Exists(candidate))
            {
                return candidate;
            }
        }

        ImageErrors.MissingPartner(path, candidates[0]);
        return null;
    }

    private static string WithoutGzip(string path) => IsKind(path, Gzip) ? path[..^Gzip.Length] : path;

    private static bool IsKind(string path, string extension) => path.EndsWith(extension, StringComparison.OrdinalIgnoreCase);
}
