namespace GpuSeg.Images.Nifti;

/// <summary>One three-dimensional image of a file: its name, its header and the hash of its voxels, without the voxels.</summary>
public class ImageFile
{
    private readonly Lazy<string> _hash;

    private protected ImageFile(string name, string path, NiftiHeader header, Lazy<string> hash) =>
        (Name, Path, Header, _hash) = (name, path, header, hash);

    internal ImageFile(string name, string path, NiftiHeader header, string hash) : this(name, path, header, new Lazy<string>(hash)) { }

    /// <summary>File name without extensions, followed by _1, _2 ... for the volumes of a 4-D file.</summary>
    public string Name { get; internal set; }

    /// <summary>The path it was read from, as given.</summary>
    public string Path { get; }

    /// <summary>Header of the file.</summary>
    public NiftiHeader Header { get; }

    /// <summary>
    /// The way onto the grid of the first image; null for the first image, and if the image was not compared with another. The header then
    /// has the grid of the reference if voxels were moved.
    /// </summary>
    public Placement? Placement { get; internal set; }

    /// <summary>Header of the file before its voxels were moved.</summary>
    public NiftiHeader StoredHeader => Placement?.Stored ?? Header;

    /// <summary>Shape and place of the voxels.</summary>
    public Grid Grid => Header.Grid;

    /// <summary>Number of voxels.</summary>
    public int VoxelCount => Grid.VoxelCount;

    /// <summary>
    /// Hash of the uncompressed voxel bytes as stored, before swapping and scaling, in lower-case hex: SHA-256 unless the reader was asked
    /// for another. It may be computed on first use.
    /// </summary>
    public string Hash => _hash.Value;

    /// <summary>Finds a name that no other image has: the name itself, or the first free one of NAME_2, NAME_3 ...</summary>
    /// <param name="name">The name wanted.</param>
    /// <param name="taken">The names in use; receives the new one.</param>
    public static string UniqueName(string name, ISet<string> taken)
    {
        ArgumentNullException.ThrowIfNull(taken);
        var candidate = name;
        for (var i = 2; !taken.Add(candidate); i++)
        {
            candidate = $"{name}_{i}";
        }
        return candidate;
    }
}
