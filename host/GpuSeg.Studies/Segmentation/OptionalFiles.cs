using GpuSeg.Studies.Lesions;

namespace GpuSeg.Studies.Segmentation;

/// <summary>The files of a segmentation that are written only if wanted.</summary>
public sealed record OptionalFiles
{
    /// <summary>No optional file.</summary>
    public static OptionalFiles None { get; } = new();

    /// <summary>Whether the posteriors of all labels are written to one image, a volume per label.</summary>
    public bool Posteriors { get; init; }

    /// <summary>Values of the entity label, one per label, if each posterior is written to an image of its own; else empty.</summary>
    public IReadOnlyList<string> LabelPosteriors { get; init; } = [];

    /// <summary>Whether names and colours of the labels are written in the formats of viewers.</summary>
    public bool ViewerLabels { get; init; }

    /// <summary>Whether labels are measured in the regions of an atlas.</summary>
    public bool Regions { get; init; }

    /// <summary>Whether a lesion is searched and its maps are written.</summary>
    public bool Lesion { get; init; }

    /// <summary>Whether the images divided by their fields, and the fields, are written.</summary>
    public bool Bias { get; init; }

    /// <summary>Whether a report is written with the results.</summary>
    public bool Report { get; init; }

    /// <summary>Whether any of the files holds posteriors.</summary>
    public bool NeedPosteriors => Posteriors || LabelPosteriors.Count > 0;

    /// <summary>Leaves out the files that images of these names do not allow.</summary>
    /// <param name="names">Names of the images.</param>
    /// <param name="notes">Receives a sentence for what is left out.</param>
    internal OptionalFiles For(IReadOnlyList<string> names, ICollection<string> notes)
    {
        if (!Lesion || LesionFinding.RefusalOf(names) is not { } refusal)
        {
            return this;
        }

        notes.Add($"No lesion is searched: {refusal}");
        return this with { Lesion = false };
    }

    internal ResultScope Scope =>
        (Posteriors ? ResultScope.Posteriors : ResultScope.None)
        | (LabelPosteriors.Count > 0 ? ResultScope.LabelPosteriors : ResultScope.None)
        | (ViewerLabels ? ResultScope.ViewerLabels : ResultScope.None)
        | (Regions ? ResultScope.Regions : ResultScope.None)
        | (Lesion ? ResultScope.Lesion : ResultScope.None)
        | (Bias ? ResultScope.Bias : ResultScope.None)
        | (Report ? ResultScope.Report : ResultScope.None);
}
