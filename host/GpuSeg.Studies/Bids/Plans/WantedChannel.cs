using GpuSeg.Studies.Bids.Dataset;

namespace GpuSeg.Studies.Bids.Plans;

/// <summary>A channel that a session should have, with all images that could be it.</summary>
/// <param name="Name">Name of the channel.</param>
/// <param name="Text">The channel as the user named it, or its name.</param>
/// <param name="Images">The images, in the order of their paths.</param>
internal sealed record WantedChannel(string Name, string Text, IReadOnlyList<BidsImage> Images);
