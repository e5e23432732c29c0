namespace GpuSeg.Studies.Segmentation;

/// <summary>The change of the labels' volumes since a subject's first session; both were labelled by one model.</summary>
/// <param name="Since">The first session, such as ses-1.</param>
/// <param name="First">Volume of each label in the first session in mL; shape (K).</param>
/// <param name="Now">Volume of each label in this session in mL; shape (K).</param>
public sealed record VolumeChange(string Since, IReadOnlyList<double> First, IReadOnlyList<double> Now)
{
    /// <summary>Computes the change of a label in mL.</summary>
    /// <param name="label">The label, 1..K.</param>
    public double Absolute(int label) => Now[label - 1] - First[label - 1];

    /// <summary>Computes the change of a label in per cent of its first volume; null if the first session lacks the label.</summary>
    /// <param name="label">The label, 1..K.</param>
    public double? Percent(int label) => First[label - 1] > 0 ? 100 * Absolute(label) / First[label - 1] : null;

    /// <summary>Puts the labels in another order.</summary>
    /// <param name="labels">For each new label the old one, 1..K.</param>
    internal VolumeChange InOrder(IReadOnlyList<int> labels) =>
        this with { First = [.. labels.Select(label => First[label - 1])], Now = [.. labels.Select(label => Now[label - 1])] };
}
