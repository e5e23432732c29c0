using System.CommandLine;
using System.CommandLine.Parsing;
using GpuSeg.Engine;
using GpuSeg.Imaging.Segmentation;

namespace GpuSeg.Cli.Commands;

/// <summary>The options of a segmentation that do not depend on where images come from: method, scaling, labels, posteriors.</summary>
internal sealed class RequestOptions
{
    private readonly EstimatorOptions _estimator = new();
    private readonly Option<string> _scale = new("--scale") { Description = "none, or standard (mean 0, variance 1 over the mask).", DefaultValueFactory = _ => "none" };
    private readonly Option<string> _order = new("--label-order") { Description = "Number labels by weight (largest first), mean:NAME (smallest mean of that image first) or none.", DefaultValueFactory = _ => "weight", HelpName = "RULE" };
    private readonly Option<string?> _names = new("--label-names") { Description = "What the labels are called in the table and the report, in their order. Default: Cluster 1..K.", HelpName = "NAME,NAME,..." };
    private readonly Option<bool> _probseg = new("--probseg") { Description = "Also write the posterior of every label." };

    public RequestOptions() => Bounds.OneOf(_scale, "none", "standard");

    /// <param name="command">The command.</param>
    /// <param name="needless">Where the number of clusters need not be given; null for nowhere.</param>
    public void AddTo(Command command, Func<SymbolResult, bool>? needless = null)
    {
        _estimator.AddTo(command, needless);
        foreach (Option option in (Option[])[_scale, _order, _names, _probseg])
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Whether the number of clusters is given.</summary>
    public bool HasClusters(ParseResult parsed) => _estimator.HasClusters(parsed);

    /// <summary>The request for these images.</summary>
    public SegmentationRequest For(IReadOnlyList<string> images, ParseResult parsed) => new()
    {
        Images = images,
        Scaling = Enum.Parse<FeatureScaling>(parsed.GetValue(_scale)!, ignoreCase: true),
        Estimator = _estimator.Estimator(parsed),
        StartFile = _estimator.StartFile(parsed),
        Order = Order(parsed.GetValue(_order)!),
        LabelNames = LabelNames(parsed),
    };

    /// <summary>These and the other options of the command, but for those without a meaning, as <c>--config-file</c> takes them back.</summary>
    public string Record(ParseResult parsed, params Option[] meaningless)
    {
        var resolved = _estimator.Resolved(parsed);
        Array.ForEach(meaningless, option => resolved[option] = null);
        return ConfigRecord.Of(parsed, resolved);
    }

    /// <summary>Whether posteriors are wanted.</summary>
    public bool Probseg(ParseResult parsed) => parsed.GetValue(_probseg) && !_estimator.IsMixture(parsed)
        ? throw new UsageException("--probseg needs posteriors and KMeans has none; leave it out or use --method gmm.")
        : parsed.GetValue(_probseg);

    private string[]? LabelNames(ParseResult parsed)
    {
        if (parsed.GetValue(_names) is not { } text)
        {
            return null;
        }

        string[] names = text.Split(',', StringSplitOptions.TrimEntries);
        var clusters = _estimator.Clusters(parsed);
        return names.Length != clusters
            ? throw new UsageException($"--label-names has {names.Length} {(names.Length == 1 ? "name" : "names")} for {clusters} {(clusters == 1 ? "label" : "labels")}; give one for each, with commas between them.")
            : names.Contains("")
            ? throw new UsageException($"--label-names has an empty name for label {Array.IndexOf(names, "") + 1}; give a name for each label.")
            : names;
    }

    private static LabelOrder Order(string rule) => rule switch
    {
        "weight" => LabelOrder.ByWeight,
        "none" => LabelOrder.AsFitted,
        _ when rule.StartsWith("mean:", StringComparison.Ordinal) && rule.Length > 5 => LabelOrder.ByMean(rule[5..]),
        _ => throw new UsageException($"--label-order is {rule}; it must be weight, mean:NAME with the name of an image, or none."),
    };
}
