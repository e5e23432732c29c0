using GpuSeg.Images.Morphology;

namespace GpuSeg.Studies.Lesions;

/// <summary>
/// Distinguishes the parts of a lesion. Enhancing tissue is brighter in T1 with a contrast agent than in T1: the difference of the scaled
/// images, in robust standard deviations of the brain far from the lesion, lies above the mean of 1 and of Otsu's threshold within the
/// lesion. The core without enhancement is bright in T2 and dark in T1 with the agent, or enclosed by enhancing tissue. The rest is oedema.
/// </summary>
internal static class PartFinder
{
    private const byte Core = 1, Oedema = 2, Enhancing = 3;

    private const double FarMillimetres = 10;

    // Least enhancement of the brain's own spread, and least difference of T2 and T1 with an agent in the core.
    private const double LeastEnhancement = 1;
    private const float LeastCore = 3.5f;

    private const double LeastEnhancingCubicMillimetres = 30, LeastCoreCubicMillimetres = 100;

    /// <summary>Distinguishes the parts.</summary>
    /// <param name="score">The images.</param>
    /// <param name="lesion">The lesion's voxels as indices among those of the mask, ascending; not empty.</param>
    public static LesionParts Find(LesionScore score, int[] lesion)
    {
        if (!score.Images.TryGetValue(LesionContrast.T1, out var t1) || !score.Images.TryGetValue(LesionContrast.T1Contrast, out var agent))
        {
            return new() { Reason = "parts are not distinguished without T1 and T1 with contrast" };
        }

        using var whole = Set(score.Box, lesion);
        var box = new BrainBox(score.Box, whole);
        using var enhancing = EnhancingOf(score.Box, box, whole, lesion, t1, agent, out var isClear);
        var t2 = score.Images.GetValueOrDefault(LesionContrast.T2);
        using var core = t2 is null ? new(box.Shape) : CoreOf(box, lesion, t2, agent, score.Images[LesionContrast.Flair], enhancing);
        core.UnionWith(enhancing);
        BitMorphology.Close(core, box.Spacing, LesionShape.ClosingMillimetres);
        EnclosedVoxels.Fill(core);
        core.IntersectWith(box.Mask);

        var labels = new byte[lesion.Length];
        Array.Fill(labels, Oedema);
        Put(core, Core);
        Put(enhancing, Enhancing);
        return new()
        {
            Labels = labels,
            Volumes = [.. new[] { Core, Oedema, Enhancing }.Select(part => labels.Count(label => label == part) * box.VoxelVolume)],
            IsEnhancementUncertain = !isClear,
            Reason = t2 is null ? "without T2, the core is only what enhancing tissue encloses" : null,
        };

        void Put(BitRows part, byte label)
        {
            foreach (var voxel in box.Mask.RanksOf(part))
            {
                labels[voxel] = label;
            }
        }
    }

    // Enhancement is clear if Otsu's threshold lies above the brain's own spread.
    private static BitRows EnhancingOf(
        BrainBox brain, BrainBox box, BitRows whole, int[] lesion, float[] t1, float[] agent, out bool isClear)
    {
        using var far = brain.Mask.Copy();
        using var near = LesionShape.Near(brain, whole, FarMillimetres);
        far.ExceptWith(near);
        var usual = Array.ConvertAll(brain.Mask.RanksOf(far), i => agent[i] - t1[i]);
        var median = (float)RobustScale.Median(usual);
        var spread = RobustScale.MadOfNormal * RobustScale.Median(Array.ConvertAll(usual, value => Math.Abs(value - median)));
        var differences = Array.ConvertAll(lesion, i => (float)((agent[i] - t1[i] - median) / spread));
        var otsu = Otsu.Threshold(differences);
        isClear = otsu > LeastEnhancement;
        var threshold = (LeastEnhancement + Math.Max(LeastEnhancement, otsu)) / 2;
        var bright = Enumerable.Range(0, lesion.Length).Select(v => agent[lesion[v]] > 0 ? differences[v] : float.NaN);
        var enhancing = BitRows.Above(box.Fill([.. bright]), box.Shape, (float)threshold);
        VoxelPieces.RemoveSmall(enhancing, LeastVoxels(box, LeastEnhancingCubicMillimetres));
        return enhancing;
    }

    private static BitRows CoreOf(BrainBox box, int[] lesion, float[] t2, float[] agent, float[] flair, BitRows enhancing)
    {
        // Fluid, which is dark in FLAIR, is not part of a lesion.
        var values = Array.ConvertAll(lesion, i => flair[i] > 0 ? t2[i] - agent[i] : float.NaN);
        var core = BitRows.Above(box.Fill(values), box.Shape, LeastCore);
        core.ExceptWith(enhancing);
        BitMorphology.Open(core, box.Spacing, LesionShape.OpeningMillimetres);
        VoxelPieces.RemoveSmall(core, LeastVoxels(box, LeastCoreCubicMillimetres));
        return core;
    }

    private static int LeastVoxels(BrainBox box, double cubicMillimetres) => (int)Math.Ceiling(cubicMillimetres / box.VoxelVolume);

    private static BitRows Set(BrainBox box, int[] voxels)
    {
        var set = new BitRows(box.Shape);
        foreach (var voxel in voxels)
        {
            set.Add(box.Places[voxel]);
        }

        return set;
    }
}
