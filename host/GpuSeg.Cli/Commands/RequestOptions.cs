using System.CommandLine;
using System.CommandLine.Parsing;
using GpuSeg.Engine.Fitting;
using GpuSeg.Engine.Mixtures;
using GpuSeg.Studies.Segmentation;

namespace GpuSeg.Cli.Commands;

/// <summary>The options of a segmentation that do not depend on where images come from: method, scaling, labels, posteriors.</summary>
internal sealed class RequestOptions
{
    private readonly EstimatorOptions _estimator = new();
    private readonly Option<string> _scale = new("--scale") { Description = "none, or standard (mean 0, variance 1 over the mask).", DefaultValueFactory = _ => "none" };
    private readonly Option<string> _order = new("--label-order") { Description = "Number labels by weight (largest first), mean:NAME (smallest mean of that image first) or none.", DefaultValueFactory = _ => "weight", HelpName = "RULE" };
    private readonly Option<string?> _names = new("--label-names") { Description = "What the labels are called in the table and the report, in their order. Default: Cluster 1..K.", HelpName = "NAME,NAME,..." };
    private readonly Option<bool> _probseg = new("--probseg") { Description = "Also write the posterior of every label." };

    private readonly Option<string?> _model = new("--model")
    {
        Description = "Fit nothing: label the images, in the model's order, by this _model.json of an earlier run. A label then means the same everywhere.",
        HelpName = "FILE",
    };

    private AppliedModel? _applied;

    public RequestOptions() => Bounds.OneOf(_scale, "none", "standard");

    /// <param name="command">The command.</param>
    /// <param name="needless">Where the number of clusters need not be given; null for nowhere.</param>
    public void AddTo(Command command, Func<SymbolResult, bool>? needless = null)
    {
        foreach (Option option in (Option[])[.. _estimator.All, _scale, _order, _names, _probseg, _model])
        {
            command.Options.Add(option);
        }

        command.Validators.Add(result =>
        {
            // What is missing besides is told first.
            if (result.Command.Arguments.All(argument => argument.Arity.MinimumNumberOfValues == 0 || result.GetResult(argument) is { Tokens.Count: > 0 })
                && needless?.Invoke(result) != true && result.GetResult(_estimator.K) is null && result.GetResult(_model) is null)
            {
                result.AddError("Option '-k' is required, the number of clusters, unless --model FILE gives a fitted model.");
            }
        });
    }

    /// <summary>Whether the number of clusters is given.</summary>
    public bool HasClusters(ParseResult parsed) => _estimator.HasClusters(parsed);

    /// <summary>The request for these images.</summary>
    public SegmentationRequest For(IReadOnlyList<string> images, ParseResult parsed) =>
        Model(parsed) is { } model ? ByModel(images, parsed, model) : Fitted(images, parsed);

    /// <summary>How intensities are scaled.</summary>
    public Option Scale => _scale;

    /// <summary>Whether the user said how intensities are scaled.</summary>
    public bool ScaleGiven(ParseResult parsed) => IsGiven(parsed, _scale);

    /// <summary>Whether the user gave a fitted model.</summary>
    public bool ModelGiven(ParseResult parsed) => IsGiven(parsed, _model);

    /// <summary>Options that, beside the number of clusters, decide what a segmentation is called.</summary>
    public IEnumerable<Option> Naming => [.. _estimator.Naming, _scale];

    private IEnumerable<Option> OfFits => [.. _estimator.All, _scale, _order];

    private SegmentationRequest Fitted(IReadOnlyList<string> images, ParseResult parsed) => new()
    {
        Images = images,
        Scaling = Enum.Parse<FeatureScaling>(parsed.GetValue(_scale)!, ignoreCase: true),
        Estimator = _estimator.Estimator(parsed),
        StartFile = _estimator.StartFile(parsed),
        Order = Order(parsed.GetValue(_order)!),
        LabelNames = LabelNames(parsed),
    };

    /// <summary>These and the other options of the command, but for those without a meaning, as <c>--config-file</c> takes them back.</summary>
    public string Record(ParseResult parsed, params IEnumerable<Option> meaningless)
    {
        var resolved = _estimator.Resolved(parsed);
        foreach (var option in ModelGiven(parsed) ? [.. meaningless, .. OfFits] : meaningless)
        {
            resolved[option] = null;
        }

        return ConfigRecord.Of(parsed, resolved);
    }

    private SegmentationRequest ByModel(IReadOnlyList<string> images, ParseResult parsed, AppliedModel model) =>
        OfFits.FirstOrDefault(option => IsGiven(parsed, option)) is { } option
            ? throw new UsageException($"{option.Name} is about a fit and --model {parsed.GetValue(_model)} is fitted already; leave one of them out.")
            : model.In(new() { Images = images, Estimator = new FittedModel(model.Saved.Model), LabelNames = LabelNames(parsed) });

    private AppliedModel? Model(ParseResult parsed) => parsed.GetValue(_model) switch
    {
        null => null,
        "" => throw new UsageException("--model is empty; give the path of a _model.json file."),
        var path => _applied ??= AppliedModel.Read(path),
    };

    /// <summary>Whether posteriors are wanted.</summary>
    public bool Probseg(ParseResult parsed) => parsed.GetValue(_probseg) && !IsMixture(parsed)
        ? throw new UsageException("--probseg needs posteriors and KMeans has none; leave it out or use --method gmm.")
        : parsed.GetValue(_probseg);

    private bool IsMixture(ParseResult parsed) => Model(parsed) is { } model ? model.Saved.Model is GaussianMixtureModel : _estimator.IsMixture(parsed);

    private string[]? LabelNames(ParseResult parsed)
    {
        if (parsed.GetValue(_names) is not { } text)
        {
            return null;
        }

        string[] names = text.Split(',', StringSplitOptions.TrimEntries);
        var clusters = Model(parsed)?.Saved.Model.Clusters ?? _estimator.Clusters(parsed);
        return names.Length != clusters
            ? throw new UsageException($"--label-names has {names.Length} {(names.Length == 1 ? "name" : "names")} for {clusters} {(clusters == 1 ? "label" : "labels")}; give one for each, with commas between them.")
            : names.Contains("")
            ? throw new UsageException($"--label-names has an empty name for label {Array.IndexOf(names, "") + 1}; give a name for each label.")
            : Array.FindIndex(names, name => name.Any(char.IsControl)) is >= 0 and var odd
            ? throw new UsageException($"--label-names has a tab, a line end or another control character in the name for label {odd + 1}; leave it out.")
            : names;
    }

    private static bool IsGiven(ParseResult parsed, Option option) => parsed.GetResult(option) is { Implicit: false };

    private static LabelOrder Order(string rule) => rule switch
    {
        "weight" => LabelOrder.ByWeight,
        "none" => LabelOrder.AsFitted,
        _ when rule.StartsWith("mean:", StringComparison.Ordinal) && rule.Length > 5 => LabelOrder.ByMean(rule[5..]),
        _ => throw new UsageException($"--label-order is {rule}; it must be weight, mean:NAME with the name of an image, or none."),
    };
}
