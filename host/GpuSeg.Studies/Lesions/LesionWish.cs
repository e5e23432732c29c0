namespace GpuSeg.Studies.Lesions;

/// <summary>Whether a segmentation also searches a lesion.</summary>
public enum LesionWish
{
    /// <summary>No search.</summary>
    None,

    /// <summary>A search; images that do not allow it are refused.</summary>
    Needed,

    /// <summary>A search if the images allow it.</summary>
    IfPossible,
}
