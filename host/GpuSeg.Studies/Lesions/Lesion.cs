using GpuSeg.Images;
using GpuSeg.Images.Masking;

namespace GpuSeg.Studies.Lesions;

/// <summary>The result of a search for a lesion.</summary>
public sealed record Lesion
{
    /// <summary>Voxels of the brain.</summary>
    public required VoxelMask Mask { get; init; }

    /// <summary>Grid of the images.</summary>
    public required Grid Grid { get; init; }

    /// <summary>The score of every voxel of the mask, in robust standard deviations.</summary>
    public required IReadOnlyList<float> Score { get; init; }

    /// <summary>The lesion's voxels as indices among those of the mask, ascending; empty if no lesion stands out.</summary>
    public required IReadOnlyList<int> Voxels { get; init; }

    /// <summary>The lesion's parts; null without a lesion.</summary>
    public LesionParts? Parts { get; init; }

    /// <summary>The threshold of the score that the search started from.</summary>
    public required double Threshold { get; init; }

    /// <summary>Median score of the region, whether or not it stands out.</summary>
    public required double MedianScore { get; init; }

    /// <summary>Whether the lesion stands out by its size, but hardly by its score.</summary>
    public required bool IsWeak { get; init; }

    /// <summary>Share of the mask that its mirror image covers, 0..1.</summary>
    public required double MirrorOverlap { get; init; }

    /// <summary>Volume in mm3 if a voxel needs odds of 3 to 1.</summary>
    public required double Least { get; init; }

    /// <summary>Volume in mm3 if odds of 1 to 3 are enough.</summary>
    public required double Most { get; init; }

    /// <summary>Whether a lesion stands out.</summary>
    public bool IsFound => Voxels.Count > 0;

    /// <summary>Volume in mm3.</summary>
    public double Volume => Voxels.Count * Grid.VoxelVolume;

    /// <summary>Creates the map of the lesion: 1 in the lesion, 0 elsewhere; length of the grid.</summary>
    public byte[] ToMap()
    {
        var map = new byte[Mask.VoxelCount];
        WriteMap(map);
        return map;
    }

    /// <summary>Writes the map of the lesion: 1 in the lesion, 0 elsewhere.</summary>
    /// <param name="map">Length of the grid.</param>
    public void WriteMap(Span<byte> map)
    {
        map.Clear();
        foreach (var voxel in Voxels)
        {
            map[Mask.Positions[voxel]] = 1;
        }
    }

    /// <summary>Creates the map of the parts, with the labels of <see cref="LesionParts.Names"/>; length of the grid.</summary>
    public byte[] ToPartMap()
    {
        var map = new byte[Mask.VoxelCount];
        WriteParts(map);
        return map;
    }

    /// <summary>Writes the map of the parts, with the labels of <see cref="LesionParts.Names"/>.</summary>
    /// <param name="map">Length of the grid.</param>
    public void WriteParts(Span<byte> map)
    {
        map.Clear();
        for (var i = 0; Parts is not null && i < Parts.Labels.Count; i++)
        {
            map[Mask.Positions[Voxels[i]]] = Parts.Labels[i];
        }
    }

    /// <summary>Creates the map of the score, 0 outside the mask; length of the grid.</summary>
    public float[] ToScoreMap()
    {
        var map = new float[Mask.VoxelCount];
        WriteScore(map);
        return map;
    }

    /// <summary>Writes the map of the score, 0 outside the mask.</summary>
    /// <param name="map">Length of the grid.</param>
    public void WriteScore(Span<float> map)
    {
        map.Clear();
        for (var i = 0; i < Score.Count; i++)
        {
            map[Mask.Positions[i]] = Score[i];
        }
    }

    /// <summary>Lists the slices of the third axis that hold lesion: index, voxels, mean and largest score.</summary>
    public IReadOnlyList<LesionSlice> Slices()
    {
        var plane = Grid.Shape.X * Grid.Shape.Y;
        return
        [
            .. Voxels.GroupBy(voxel => Mask.Positions[voxel] / plane).OrderBy(slice => slice.Key).Select(slice =>
                new LesionSlice(slice.Key, slice.Count(), slice.Average(voxel => Score[voxel]), slice.Max(voxel => Score[voxel]))),
        ];
    }
}

/// <summary>The part of a lesion in one slice.</summary>
/// <param name="Index">Index along the third axis of the file.</param>
/// <param name="Voxels">Number of voxels.</param>
/// <param name="MeanScore">Mean of their scores.</param>
/// <param name="LargestScore">Largest of their scores.</param>
public sealed record LesionSlice(int Index, int Voxels, double MeanScore, double LargestScore);
