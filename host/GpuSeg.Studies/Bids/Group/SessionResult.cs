using GpuSeg.Studies.Segmentation;

namespace GpuSeg.Studies.Bids.Group;

/// <summary>What was found in one session, as its files say.</summary>
public sealed record SessionResult
{
    /// <summary>Names of the images that were clustered, in their order.</summary>
    public required IReadOnlyList<string> Channels { get; init; }

    /// <summary>The labels, in the session's own order or in that of the group.</summary>
    public required IReadOnlyList<LabelMeasures> Labels { get; init; }

    /// <summary>Whether the fit converged.</summary>
    public required bool Converged { get; init; }

    /// <summary>Iterations of the fit.</summary>
    public required int Iterations { get; init; }

    /// <summary>The measures of the fit, by their keys.</summary>
    public IReadOnlyDictionary<string, double?> Measures { get; init; } = new Dictionary<string, double?>();

    /// <summary>Voxels that took part.</summary>
    public required long MaskVoxels { get; init; }

    /// <summary>Their share of the grid.</summary>
    public required double MaskShare { get; init; }

    /// <summary>Their volume in mL.</summary>
    public required double MaskMillilitres { get; init; }

    /// <summary>Whether a model that is not the session's own was applied, so that a label means the same in all sessions of this model.</summary>
    public bool LabelsShared { get; init; }

    /// <summary>The file of that model, in the results or elsewhere, and the SHA-256 of its bytes; null where the labels are not shared.</summary>
    public (string File, string Sha256)? Model { get; init; }

    /// <summary>What the run had to tell, a sentence each.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
