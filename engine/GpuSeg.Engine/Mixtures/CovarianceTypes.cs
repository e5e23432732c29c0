namespace GpuSeg.Engine.Mixtures;

/// <summary>The covariance types of a mixture; a file that declares a type adds it here.</summary>
public static partial class CovarianceTypes
{
    // No initialiser: the types add themselves in initialisers of other files, whose order is not defined.
    private static List<CovarianceType>? s_all;

    /// <summary>All types, in the order in which help lists them.</summary>
    public static IReadOnlyList<CovarianceType> All => [.. s_all!.OrderBy(type => type.Place)];

    /// <summary>Finds the type called <paramref name="name"/>; null if there is none.</summary>
    public static CovarianceType? Find(string name) => s_all!.Find(type => type.Name == name);

    private static CovarianceType Add(CovarianceType type)
    {
        (s_all ??= []).Add(type);
        return type;
    }
}
