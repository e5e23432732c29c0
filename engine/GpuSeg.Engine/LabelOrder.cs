namespace GpuSeg.Engine;

/// <summary>The rule by which clusters get their numbers; clusters that tie keep the order of the fit.</summary>
public sealed record LabelOrder
{
    private LabelOrder(string rule, Func<IClusterModel, FeatureMatrix, int, double>? key) => (Rule, Key) = (rule, key);

    /// <summary>Largest weight first.</summary>
    public static LabelOrder ByWeight { get; } = new("weight", (model, _, k) => -model.Weights[k]);

    /// <summary>As the fit left them.</summary>
    public static LabelOrder AsFitted { get; } = new("none", null);

    /// <summary>The rule as users write it: weight, mean:NAME or none.</summary>
    public string Rule { get; }

    private Func<IClusterModel, FeatureMatrix, int, double>? Key { get; }

    /// <summary>Smallest mean of the feature called <paramref name="name"/> first.</summary>
    public static LabelOrder ByMean(string name) =>
        new($"mean:{name}", (model, features, k) => model.Means[(k * features.Dimensions) + features.Names.ToList().IndexOf(name)]);

    /// <summary>The model with its clusters in this order.</summary>
    public IClusterModel Apply(IClusterModel model, FeatureMatrix features)
    {
        ArgumentNullException.ThrowIfNull(model);
        return Key is null ? model : model.Reorder([.. Enumerable.Range(0, model.Clusters).OrderBy(k => Key(model, features, k))]);
    }
}
