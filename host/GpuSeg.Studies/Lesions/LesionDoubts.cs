namespace GpuSeg.Studies.Lesions;

/// <summary>Reasons to check the map of a lesion.</summary>
public static class LesionDoubts
{
    /// <summary>Lists the doubts about a lesion, a sentence each.</summary>
    public static IEnumerable<string> Of(Lesion lesion)
    {
        ArgumentNullException.ThrowIfNull(lesion);
        if (lesion.IsWeak)
        {
            yield return $"the lesion is large but hardly brighter than the brain (median score {lesion.MedianScore:0.0}); "
                + "check its map before you use its volume.";
        }

        if (lesion.Parts is { IsEnhancementUncertain: true })
        {
            yield return "enhancing tissue is uncertain: the contrast agent hardly brightens the lesion more than the brain varies; "
                + "compare the parts with T1 with contrast before you use their volumes.";
        }
    }
}
