namespace GpuSeg.Studies.Lesions;

/// <summary>Whether a segmentation also searches for a lesion.</summary>
public enum LesionSearchMode
{
    /// <summary>No search.</summary>
    None,

    /// <summary>A search; images that do not allow it are refused.</summary>
    Required,

    /// <summary>A search if the images allow it.</summary>
    IfPossible,
}
