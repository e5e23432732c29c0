using GpuSeg.Studies.Segmentation;

namespace GpuSeg.Studies.Bids.Group;

/// <summary>The results of one session, read from its files.</summary>
public sealed record SessionResult
{
    /// <summary>Names of the images that were clustered, in their order.</summary>
    public required IReadOnlyList<string> Channels { get; init; }

    /// <summary>The labels, in the session's own order or in the group's order.</summary>
    public required IReadOnlyList<LabelMeasures> Labels { get; init; }

    /// <summary>Whether the fit converged.</summary>
    public required bool Converged { get; init; }

    /// <summary>Iterations of the fit.</summary>
    public required int Iterations { get; init; }

    /// <summary>The measures of the fit, by their keys.</summary>
    public IReadOnlyDictionary<string, double?> Measures { get; init; } = new Dictionary<string, double?>();

    /// <summary>The rule that numbered the session's own labels: weight, mean:NAME, none or model; null if it is unknown.</summary>
    public string? LabelOrder { get; init; }

    /// <summary>Number of voxels in the mask.</summary>
    public required long MaskVoxels { get; init; }

    /// <summary>Share of the grid's voxels in the mask.</summary>
    public required double MaskShare { get; init; }

    /// <summary>Volume of the mask in mL.</summary>
    public required double MaskMillilitres { get; init; }

    /// <summary>Quality of the images by named tissues; null if no label is named after a tissue.</summary>
    public TissueQuality? Quality { get; init; }

    /// <summary>Whether a lesion was searched, or would have been if the images allowed it.</summary>
    public bool LooksForLesion { get; init; }

    /// <summary>Volume of the lesion in mL; null if no lesion was found.</summary>
    public double? LesionMillilitres { get; init; }

    /// <summary>Whether a model was applied that is not the session's own, so that a label means the same in all its sessions.</summary>
    public bool LabelsShared { get; init; }

    /// <summary>File of the applied model and the SHA-256 of its bytes; null if the labels are not shared.</summary>
    public (string File, string Sha256)? Model { get; init; }

    /// <summary>Names of channels that the cohort has and this session lacks; it must not be compared with complete sessions.</summary>
    public IReadOnlyList<string> MissingChannels { get; init; } = [];

    /// <summary>Whether the model was fitted to the sessions of this subject alone.</summary>
    public bool IsOfSubject { get; init; }

    /// <summary>The warnings of the run, a sentence each.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
