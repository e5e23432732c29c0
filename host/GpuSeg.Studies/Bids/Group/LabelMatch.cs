namespace GpuSeg.Studies.Bids.Group;

/// <summary>Which of a session's own labels are the labels of the group.</summary>
/// <param name="Labels">For every label of the group, in order, the session's own label, 1..K.</param>
/// <param name="Reference">The session whose labels are those of the group; null where one model was applied to all.</param>
/// <param name="Distance">Mean distance of the labels from the reference's, in standard deviations of the mask; NaN without a reference.</param>
public sealed record LabelMatch(IReadOnlyList<int> Labels, string? Reference, double Distance);
