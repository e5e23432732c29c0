using GpuSeg.Engine.Centroids;
using GpuSeg.Engine.Mixtures;

namespace GpuSeg.Studies.Segmentation;

/// <summary>The names of the ways to start a mixture, as users write them: scikit-learn's, and sample.</summary>
public static class MixtureInitNames
{
    /// <summary>Name and value, in the order in which help lists them.</summary>
    public static IReadOnlyList<(string Name, MixtureInit Init)> All { get; } =
    [
        ("kmeans", MixtureInit.KMeans),
        ("k-means++", MixtureInit.KMeansPlusPlus),
        ("random", MixtureInit.Random),
        ("random_from_data", MixtureInit.RandomFromData),
        ("sample", MixtureInit.Sample),
    ];

    /// <summary>The name of <paramref name="init"/>.</summary>
    public static string Of(MixtureInit init) => All.First(row => row.Init == init).Name;
}

/// <summary>The names of the ways to start KMeans, as users write them: scikit-learn's, and sample.</summary>
public static class KMeansInitNames
{
    /// <summary>Name and value, in the order in which help lists them.</summary>
    public static IReadOnlyList<(string Name, KMeansInit Init)> All { get; } =
    [
        ("k-means++", KMeansInit.KMeansPlusPlus),
        ("random", KMeansInit.Random),
        ("sample", KMeansInit.Sample),
    ];

    /// <summary>The name of <paramref name="init"/>.</summary>
    public static string Of(KMeansInit init) => All.First(row => row.Init == init).Name;
}
