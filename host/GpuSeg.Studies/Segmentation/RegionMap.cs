using GpuSeg.Images;
using GpuSeg.Images.Masking;
using GpuSeg.Images.Nifti;
using GpuSeg.Images.Regridding;
using GpuSeg.Studies.Comparison;

namespace GpuSeg.Studies.Segmentation;

/// <summary>The regions of an atlas on the grid of a segmentation: whole numbers from 0, where 0 is outside all regions.</summary>
internal sealed class RegionMap
{
    private const int BlockLength = 1 << 14;

    // A program that scales to integers leaves labels a little off.
    private const double Tolerance = 1e-3;

    // Numbers above would not be exact in every type.
    private const int Largest = int.MaxValue;

    private readonly ushort[] _ofMask;

    private RegionMap(Volume volume, VoxelHash hash, Dictionary<int, ushort> places, long[] sizes, ushort[] ofMask)
    {
        (Path, Hash, _ofMask) = (volume.Path, volume.ComputeHash(hash), ofMask);
        (StoredGrid, Placement) = (volume.StoredHeader.Grid, volume.Placement);
        Regions = new int[places.Count];
        foreach (var (region, place) in places)
        {
            Regions[place] = region;
        }

        Sizes = sizes;
        (Names, var warnings) = LabelNames.Beside(Path);
        Warnings = [.. HeaderChecks.Warnings([volume]), .. warnings];
    }

    /// <summary>Path of the file, as given.</summary>
    public string Path { get; }

    /// <summary>Hash of its voxels as stored.</summary>
    public string Hash { get; }

    /// <summary>Grid of the file.</summary>
    public Grid StoredGrid { get; }

    /// <summary>The way onto the grid of the images.</summary>
    public Placement? Placement { get; }

    /// <summary>Numbers of the regions in the order in which they were met; 0 is outside all regions.</summary>
    public int[] Regions { get; }

    /// <summary>Number of voxels of each region on the whole grid.</summary>
    public long[] Sizes { get; }

    /// <summary>Names of the regions, from the table beside the map.</summary>
    public IReadOnlyDictionary<int, string> Names { get; }

    /// <summary>The warnings about header, grid and table of names, a sentence each.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>Place of the region of every voxel of the mask in <see cref="Regions"/>.</summary>
    public ReadOnlySpan<ushort> OfMask => _ofMask;

    /// <summary>Reads a map.</summary>
    /// <param name="path">The file.</param>
    /// <param name="hash">The hash of its voxels.</param>
    /// <param name="reference">The image that decides the grid.</param>
    /// <param name="mask">The voxels that are clustered.</param>
    /// <param name="regrid">Whether a map on another grid is resampled by nearest neighbour instead of refused.</param>
    /// <exception cref="ImageException">
    /// The file cannot be read, lies on another grid, holds several volumes, no region, too many, or a value that is not a whole number.
    /// </exception>
    public static RegionMap Read(string path, VoxelHash hash, ImageFile reference, VoxelMask mask, bool regrid)
    {
        var volumes = NiftiReader.Read(path);
        if (volumes.Count > 1)
        {
            throw new ImageException(
                $"{path} holds {volumes.Count} volumes, and regions are the labels of a single 3-D image; extract the volume you mean.");
        }

        var map = regrid ? GridReader.Resample(volumes[0], reference) : GridReader.Reorder(volumes[0], reference, GridRole.Labels);
        return Of(map, hash, mask);
    }

    private static RegionMap Of(Volume volume, VoxelHash hash, VoxelMask mask)
    {
        var (places, sizes, ofMask) = (new Dictionary<int, ushort>(), new List<long>(), new ushort[mask.Count]);
        var (positions, next, values) = (mask.Positions, 0, new double[BlockLength]);
        for (var start = 0; start < volume.VoxelCount; start += BlockLength)
        {
            var block = values.AsSpan(0, Math.Min(BlockLength, volume.VoxelCount - start));
            volume.CopyTo(start, block);
            for (var i = 0; i < block.Length; i++)
            {
                var place = Place(volume, start + i, block[i], places, sizes);
                sizes[place]++;
                if (next < positions.Length && positions[next] == start + i)
                {
                    ofMask[next++] = place;
                }
            }
        }

        return places.Keys.Any(region => region != 0)
            ? new(volume, hash, places, [.. sizes], ofMask)
            : throw new ImageException($"{volume.Path} holds no regions: every voxel is 0; check that it is the right file.");
    }

    private static ushort Place(Volume volume, int voxel, double value, Dictionary<int, ushort> places, List<long> sizes)
    {
        var region = Math.Round(value);
        if (!(region is >= 0 and <= Largest && Math.Abs(value - region) <= Tolerance))
        {
            throw NotARegion(volume, voxel, value);
        }

        if (!places.TryGetValue((int)region, out var place))
        {
            place = places.Count <= ushort.MaxValue ? (ushort)places.Count : throw new ImageException(
                $"{volume.Path} holds more than {ushort.MaxValue + 1:N0} regions; give a map of labels, not of intensities.");
            places.Add((int)region, place);
            sizes.Add(0);
        }

        return place;
    }

    private static ImageException NotARegion(Volume volume, int i, double value)
    {
        var (width, height, _) = volume.Grid.Shape;
        return new(
            $"{volume.Path} is not a map of regions: voxel ({i % width}, {i / width % height}, {i / (width * height)}) is {value:G7}, "
            + "expected whole numbers from 0; give a map of labels, not of intensities or probabilities.");
    }
}
