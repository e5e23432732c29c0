namespace GpuSeg.Studies.Bids.Dataset;

/// <summary>What the images of a cohort lie in: a BIDS data set, or the folder of a list.</summary>
/// <param name="Root">The folder; paths of images are relative to it.</param>
/// <param name="Name">What it is called, or an empty text.</param>
public sealed record RawData(string Root, string Name)
{
    /// <summary>Other data sets that files are taken from: their folders by the names that URIs have for them.</summary>
    public IReadOnlyDictionary<string, string> Links { get; init; } = new Dictionary<string, string>();
}
