using GpuSeg.Images;
using GpuSeg.Images.Nifti;
using GpuSeg.Images.Regridding;
using GpuSeg.Threads;

namespace GpuSeg.Studies.Comparison;

/// <summary>
/// A label map as read from a file: whole numbers of any data type, 0 being background, at most 255 different labels. Larger numbers,
/// such as those of FreeSurfer's parcellations, get codes in ascending order.
/// </summary>
public sealed class LabelMap
{
    private const int BlockLength = 1 << 14;

    // A program that scales to integers leaves labels a little off.
    private const double Tolerance = 1e-3;

    private readonly ImageFile _file;
    private readonly IReadOnlyDictionary<int, string> _names;

    // The number of every code; null if all numbers are their own codes.
    private readonly int[]? _numbers;

    private LabelMap(Volume volume)
    {
        // Hashing takes as long as converting: both at once.
        var file = ThreadBudget.Run(volume.WithoutVoxels);
        (Voxels, _numbers) = Convert(volume);
        _file = file.GetAwaiter().GetResult();
        (_names, var warnings) = LabelNames.Beside(volume.Path);
        Warnings = [.. HeaderChecks.Warnings([volume]), .. warnings];
    }

    /// <summary>Path of the file, as given.</summary>
    public string Path => _file.Path;

    /// <summary>File name without extensions.</summary>
    public string Name => _file.Name;

    /// <summary>Shape and place of the voxels.</summary>
    public Grid Grid => _file.Grid;

    /// <summary>Code of the label of every voxel in file order, see <see cref="NumberOf"/>.</summary>
    public byte[] Voxels { get; }

    /// <summary>Whether any label has a name: in the table beside a map called NAME_dseg.</summary>
    public bool HasNames => _names.Count > 0;

    /// <summary>The warnings, a sentence each.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>SHA-256 of the voxels as stored, in lower-case hex.</summary>
    public string Sha256 => _file.Hash;

    /// <summary>Gets the number that a label has in the file.</summary>
    public int NumberOf(int code) => _numbers is null ? code : _numbers[code];

    /// <summary>Returns whether a code has a number.</summary>
    internal bool Knows(int code) => _numbers is null || code < _numbers.Length;

    /// <summary>Gets the name of a label by its code; null if it has no name.</summary>
    public string? NameOf(int? code) => code is { } known ? _names.GetValueOrDefault(NumberOf(known)) : null;

    /// <summary>Reads two maps that must lie on one grid; the second one's voxels come in the order of the first.</summary>
    /// <param name="a">Path of the first map.</param>
    /// <param name="b">Path of the second map.</param>
    /// <param name="mayBeEmpty">Whether both maps may have no label.</param>
    /// <exception cref="ImageException">
    /// A file cannot be read, holds several volumes or a value that is not a label, the grids differ, or neither map has a label.
    /// </exception>
    public static (LabelMap A, LabelMap B) ReadPair(string a, string b, bool mayBeEmpty = false)
    {
        var first = ReadVolume(a);
        var second = GridReader.Reorder(ReadVolume(b), first, GridRole.Labels);
        var maps = (A: new LabelMap(first), B: new LabelMap(second));
        if (!mayBeEmpty && !maps.A.Voxels.ContainsAnyExcept((byte)0) && !maps.B.Voxels.ContainsAnyExcept((byte)0))
        {
            throw new ImageException(
                $"{a} and {b} hold no labels: every voxel of both is 0, so there is nothing to compare; "
                + "check that they are the right files.");
        }

        return maps;
    }

    /// <summary>Reads maps that must lie on one grid; their voxels come in the order of the image, or else of the first map.</summary>
    /// <param name="paths">At least one path.</param>
    /// <param name="image">An image whose grid it must be; null leaves the grid to the first map.</param>
    /// <exception cref="ImageException">As for two maps, or a map has no label.</exception>
    public static IReadOnlyList<LabelMap> ReadAll(IReadOnlyList<string> paths, ImageFile? image = null)
    {
        ArgumentNullException.ThrowIfNull(paths);
        Volume[] volumes = [.. paths.Select(ReadVolume)];
        LabelMap[] maps =
            [.. volumes.Select(volume => new LabelMap(GridReader.Reorder(volume, image ?? volumes[0], GridRole.Labels)))];
        foreach (var map in maps)
        {
            if (!map.Voxels.ContainsAnyExcept((byte)0))
            {
                throw new ImageException($"{map.Path} holds no labels: every voxel is 0; check that it is the right file.");
            }
        }

        return maps;
    }

    private static Volume ReadVolume(string path)
    {
        var volumes = NiftiReader.Read(path);
        if (volumes.Count > 1)
        {
            throw new ImageException(
                $"{path} holds {volumes.Count} volumes, a label map is a single 3-D image; extract the volume you mean.");
        }

        return volumes[0];
    }

    private static (byte[] Codes, int[]? Numbers) Convert(Volume volume)
    {
        var labels = new byte[volume.VoxelCount];
        var blocks = (labels.Length + BlockLength - 1) / BlockLength;
        var lowest = blocks;
        ThreadBudget.For(blocks, () => new double[BlockLength], (block, values) =>
        {
            if (block < Volatile.Read(ref lowest) && Convert(volume, block * BlockLength, labels, values) >= 0)
            {
                Lower(ref lowest, block);
            }
        });

        // The first value in file order, whichever a thread found first.
        return lowest == blocks ? (labels, null) : Encode(volume, labels);
    }

    /// <summary>Converts a map with numbers above 255: its labels in ascending order are the codes 1, 2, ...</summary>
    private static (byte[] Codes, int[] Numbers) Encode(Volume volume, byte[] labels)
    {
        var numbers = new int[labels.Length];
        var values = new double[BlockLength];
        var known = new SortedSet<int> { 0 };
        var last = 0;
        for (var start = 0; start < labels.Length; start += BlockLength)
        {
            var block = values.AsSpan(0, Math.Min(BlockLength, labels.Length - start));
            volume.CopyTo(start, block);
            for (var i = 0; i < block.Length; i++)
            {
                var label = Math.Round(block[i]);
                if (!(label is >= 0 and <= int.MaxValue && Math.Abs(block[i] - label) <= Tolerance))
                {
                    throw NotALabel(volume, start + i, block[i]);
                }

                numbers[start + i] = (int)label;
                if (numbers[start + i] != last)
                {
                    known.Add(last = numbers[start + i]);
                    RequireFew(volume, known.Count - 1);
                }
            }
        }

        int[] ordered = [.. known];
        ThreadBudget.For(labels.Length, i => labels[i] = (byte)Array.BinarySearch(ordered, numbers[i]));
        return (labels, ordered);
    }

    private static void RequireFew(Volume volume, int labels)
    {
        if (labels > byte.MaxValue)
        {
            throw new ImageException(
                $"{volume.Path} holds more than {byte.MaxValue} different labels, too many to compare; merge some of them, "
                + "or check that it is a map of labels.");
        }
    }

    private static void Lower(ref int lowest, int block)
    {
        for (var seen = Volatile.Read(ref lowest); block < seen;)
        {
            var before = Interlocked.CompareExchange(ref lowest, block, seen);
            if (before == seen)
            {
                return;
            }

            seen = before;
        }
    }

    /// <summary>Converts one block; returns the place of the first value that is not a label, or -1.</summary>
    private static int Convert(Volume volume, int start, byte[] labels, double[] scratch)
    {
        var values = scratch.AsSpan(0, Math.Min(BlockLength, labels.Length - start));
        volume.CopyTo(start, values);
        for (var i = 0; i < values.Length; i++)
        {
            var label = Math.Round(values[i]);
            if (!(label is >= 0 and <= byte.MaxValue && Math.Abs(values[i] - label) <= Tolerance))
            {
                return i;
            }

            labels[start + i] = (byte)label;
        }

        return -1;
    }

    private static ImageException NotALabel(Volume volume, int voxel, double value)
    {
        var (width, height, _) = volume.Grid.Shape;
        return new(
            $"{volume.Path} is not a label map: voxel ({voxel % width}, {voxel / width % height}, {voxel / (width * height)}) is "
            + $"{value:G7}, expected whole numbers of at least 0; give a map of labels, not of intensities or probabilities.");
    }
}
