namespace GpuSeg.Studies.Methods;

/// <summary>The objective after every iteration of a fit.</summary>
/// <param name="Values">The values; at least one.</param>
/// <param name="Title">Name for people, such as Lower bound.</param>
/// <param name="Meaning">The same in words, such as the mean log-likelihood of a voxel.</param>
public sealed record ObjectiveHistory(IReadOnlyList<double> Values, string Title, string Meaning);
