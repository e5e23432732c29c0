using GpuSeg.Engine.Voxels;

namespace GpuSeg.Engine.Fitting;

/// <summary>The rule by which clusters get their numbers; clusters that tie keep the order of the fit.</summary>
public sealed record LabelOrder
{
    private LabelOrder(string rule, Func<IClusterModel, FeatureMatrix, int, double>? key) => (Rule, Key) = (rule, key);

    /// <summary>Largest weight first.</summary>
    public static LabelOrder ByWeight { get; } = new("weight", (model, _, k) => -model.Weights[k]);

    /// <summary>The order of the fit.</summary>
    public static LabelOrder AsFitted { get; } = new("none", null);

    /// <summary>The rule as users write it: weight, mean:NAME or none.</summary>
    public string Rule { get; }

    private Func<IClusterModel, FeatureMatrix, int, double>? Key { get; }

    /// <summary>Orders by the mean of the feature called <paramref name="name"/>, in upper or lower case, the smallest first.</summary>
    public static LabelOrder ByMean(string name) =>
        new($"mean:{name}", (model, features, k) => model.Means[(k * features.Dimensions) + IndexOf(name, features)]);

    /// <summary>Puts the clusters of <paramref name="clustering"/> in this order.</summary>
    /// <exception cref="ArgumentException">The order is by the mean of a feature that was not clustered.</exception>
    public IClustering Apply(IClustering clustering)
    {
        ArgumentNullException.ThrowIfNull(clustering);
        var (model, features) = (clustering.Model, clustering.Voxels.Features);
        if (Key is null)
        {
            return clustering;
        }

        var keys = new double[model.Clusters];
        for (var k = 0; k < keys.Length; k++)
        {
            keys[k] = Key(model, features, k);
        }

        return clustering.Reorder(Ordering.Ascending(keys));
    }

    // The very name wins over one that differs in case alone.
    private static int IndexOf(string name, FeatureMatrix features)
    {
        var names = features.Names.ToList();
        var index = names.IndexOf(name);
        index = index >= 0 ? index : names.FindIndex(known => known.Equals(name, StringComparison.OrdinalIgnoreCase));
        return index >= 0 ? index : throw new ArgumentException(
            $"Clusters cannot be ordered by their mean of {name}: clustered were {string.Join(", ", features.Names)}.");
    }
}
