using GpuSeg.Images.Morphology;

namespace GpuSeg.Studies.Lesions;

/// <summary>The shape of a lesion: one piece without specks, thin bridges, gaps and holes.</summary>
internal static class LesionShape
{
    /// <summary>Radius in mm of the ball that removes specks and thin bridges.</summary>
    public const double OpeningMillimetres = 1;

    /// <summary>Radius in mm of the ball that closes gaps.</summary>
    public const double ClosingMillimetres = 2;

    /// <summary>Returns the lesion among the voxels whose value lies above a threshold; empty if these are specks.</summary>
    /// <remarks>
    /// Opens the candidates, keeps the piece whose values rise most above the threshold in sum, gives it the candidates beside it back,
    /// closes it within the mask and fills holes. A voxel wider than a ball is not affected by it along that axis.
    /// </remarks>
    /// <param name="box">The box of the brain.</param>
    /// <param name="volume">A volume of the box.</param>
    /// <param name="threshold">The threshold.</param>
    public static BitRows Above(BrainBox box, float[] volume, double threshold)
    {
        using var candidates = BitRows.Above(volume, box.Shape, (float)threshold);
        var lesion = candidates.Copy();
        BitMorphology.Open(lesion, box.Spacing, OpeningMillimetres);
        VoxelPieces.KeepHeaviest(lesion, place => volume[place] - threshold);
        BitMorphology.Dilate(lesion, box.Spacing, OpeningMillimetres);
        lesion.IntersectWith(candidates);
        BitMorphology.Close(lesion, box.Spacing, ClosingMillimetres);
        lesion.IntersectWith(box.Mask);
        EnclosedVoxels.Fill(lesion);
        return lesion;
    }

    /// <summary>Returns the voxels of the mask at most <paramref name="most"/> mm from the lesion, its own included.</summary>
    public static BitRows Near(BrainBox box, BitRows lesion, double most)
    {
        var near = lesion.Copy();
        BitMorphology.Dilate(near, box.Spacing, most);
        near.IntersectWith(box.Mask);
        return near;
    }
}
