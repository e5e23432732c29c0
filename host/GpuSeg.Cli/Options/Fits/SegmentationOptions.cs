using System.CommandLine;
using System.CommandLine.Parsing;
using GpuSeg.Cli.Failures;
using GpuSeg.Engine.Fitting;
using GpuSeg.Studies.Lesions;
using GpuSeg.Studies.Methods;
using GpuSeg.Studies.Models;
using GpuSeg.Studies.Segmentation;

namespace GpuSeg.Cli.Options.Fits;

/// <summary>A segmentation as the user asked for it, wherever its images come from.</summary>
/// <param name="Request">Method or model, scaling and labels, without images.</param>
/// <param name="Files">The optional files to write.</param>
internal sealed record SegmentationSettings(SegmentationRequest Request, OptionalFiles Files);

/// <summary>The options of a segmentation that do not depend on its images: method, scaling, labels, optional files.</summary>
internal sealed class SegmentationOptions
{
    private readonly EstimatorOptions _estimator = new();
    private readonly Option<string> _scale = CommonOptions.Scale();
    private readonly Option<double?> _winsorize = CommonOptions.Winsorize();
    private readonly Option<string> _order = new("--label-order")
    {
        Description = "Number labels by weight (largest first), mean:NAME (smallest mean of that image first) or none. "
            + "At the group level: by volume or mean over all sessions.",
        DefaultValueFactory = _ => "weight",
        HelpName = "RULE",
    };

    private readonly Option<string?> _names = new("--label-names")
    {
        Description = "Names of the labels in the table and the report, in the order of the labels. Default: Cluster 1..K.",
        HelpName = "NAME,NAME,...",
    };

    private readonly Option<string?> _tissues = new("--name-tissues")
    {
        Description = "Name labels CSF, GM and WM by their means and volumes, if these leave no doubt. auto: contrasts are recognised by "
            + "the names of images; else the names of the T1-weighted image and others (t1, t1c, t2, flair, adc).",
        HelpName = "auto|t1=NAME,flair=NAME,...",
    };

    private readonly Option<double?> _clean = new("--clean")
    {
        Description = "Remove the pieces of labels that are smaller than MM3 mm³: their voxels take the label that most of their "
            + "neighbours have. The largest piece of a label stays; posteriors stay those of the fit.",
        HelpName = "MM3",
    };

    private readonly Option<bool> _probseg = new("--probseg")
    {
        Description = "Also write the posteriors of all labels, as one image with a volume per label.",
    };

    private readonly Option<bool> _probsegFiles = new("--probseg-files")
    {
        Description = "Also write the posterior of every label as an image of its own, label-NAME_probseg.nii.gz, "
            + "where NAME is GM, WM or CSF for tissues called so, else the letters and digits of the label's name.",
    };

    private readonly Option<bool> _labelFiles = new("--label-files")
    {
        Description = "Also write names and colours of the labels for ITK-SNAP, FreeSurfer, FSLeyes and NiiVue.",
    };

    private readonly Option<bool> _lesion = new("--lesion")
    {
        Description = "Also search the largest region that is bright in FLAIR and unlike the other side, as `gpuseg lesion` does, and "
            + "write its map, score and volume. The labels stay the same. Not a diagnosis.",
    };

    private readonly Option<string?> _model = new("--model")
    {
        Description = "Fit nothing: label the images, in the model's order, by this _model.json of an earlier run. "
            + "A label then means the same everywhere.",
        HelpName = "FILE",
    };

    /// <summary>The scaling of intensities.</summary>
    public Option Scale => _scale;

    /// <summary>The options that, beside the number of clusters, decide the name of a segmentation.</summary>
    public IEnumerable<Option> Naming => [.. _estimator.Naming, _scale];

    private IEnumerable<Option> OfFits => [.. _estimator.All, _scale, _winsorize, _order];

    /// <param name="command">The command.</param>
    /// <param name="needless">Whether the number of clusters need not be given; null for never.</param>
    public void AddTo(Command command, Func<SymbolResult, bool>? needless = null)
    {
        OptionChecks.Number(_clean, least => least > 0 && double.IsFinite(least), "a volume in mm³ above 0");
        command.AddOptions(
            [
                .. _estimator.All, _scale, _winsorize, _order, _names, _tissues, _clean, _probseg,
                _probsegFiles, _labelFiles, _lesion, _model,
            ]);
        command.Validators.Add(result =>
        {
            // A missing argument is reported first.
            if (HasArguments(result) && needless?.Invoke(result) != true
                && result.GetResult(_estimator.K) is null && result.GetResult(_model) is null)
            {
                result.AddError("Option '-k' is required, the number of clusters, unless --model FILE gives a fitted model.");
            }
        });
    }

    /// <summary>Returns whether the number of clusters is given.</summary>
    public bool HasClusters(ParseResult parsed) => parsed.GetResult(_estimator.K) is not null;

    /// <summary>Returns whether a fitted model is given.</summary>
    public bool HasModel(ParseResult parsed) => parsed.Gives(_model);

    /// <summary>Reads the rule that numbers labels; null if the user gave none.</summary>
    /// <exception cref="UsageException">There is no such rule.</exception>
    public LabelOrder? GivenOrder(ParseResult parsed) => parsed.Gives(_order) ? Order(parsed.GetValue(_order)!) : null;

    /// <summary>Reads the settings.</summary>
    /// <exception cref="UsageException">Options contradict each other.</exception>
    public SegmentationSettings Bind(ParseResult parsed)
    {
        var model = Model(parsed);
        var request = model is null ? Fitted(parsed) : ByModel(parsed, model);
        var names = LabelNames(parsed, request.Estimator.Clusters) ?? request.LabelNames;
        request = request with
        {
            LabelNames = names,
            Tissues = Tissues(parsed),
            Clean = parsed.GetValue(_clean),
            Lesion = parsed.GetValue(_lesion) ? LesionSearchMode.Required : LesionSearchMode.None,
        };
        return new(request, Files(parsed, request));
    }

    /// <summary>Returns the record of these and the other options of the command, as <c>--config-file</c> reads it.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="request">The request bound from it.</param>
    /// <param name="without">Options that do not apply.</param>
    public ConfigRecord Record(ParseResult parsed, SegmentationRequest request, params IEnumerable<Option> without)
    {
        Dictionary<Option, object?> resolved = request.Model is null ? _estimator.Resolve(parsed, request.Estimator) : [];
        foreach (var option in request.Model is null ? without : [.. without, .. OfFits])
        {
            resolved[option] = null;
        }

        return ConfigRecord.Bind(parsed, resolved);
    }

    private static bool HasArguments(CommandResult result) => result.Command.Arguments
        .All(argument => argument.Arity.MinimumNumberOfValues == 0 || result.GetResult(argument) is { Tokens.Count: > 0 });

    private SegmentationRequest Fitted(ParseResult parsed)
    {
        var estimator = _estimator.Bind(parsed);
        return new()
        {
            Images = [],
            Winsorizing = CommonOptions.BindWinsorize(parsed, _winsorize, estimator),
            Scaling = Enum.Parse<FeatureScaling>(parsed.GetValue(_scale)!, ignoreCase: true),
            Estimator = estimator,
            StartFile = _estimator.StartFile(parsed),
            Order = Order(parsed.GetValue(_order)!),
        };
    }

    private SegmentationRequest ByModel(ParseResult parsed, AppliedModel model) =>
        OfFits.FirstOrDefault(option => parsed.Gives(option)) is { } option
            ? throw new UsageException(
                $"{option.Name} is about a fit and --model {parsed.GetValue(_model)} is fitted already; leave one of them out.")
            : new SegmentationRequest { Images = [], Estimator = new FittedModel(model.Saved.Model) }.LabelledBy(model);

    private AppliedModel? Model(ParseResult parsed) => parsed.GetValue(_model) switch
    {
        null => null,
        "" => throw new UsageException("--model is empty; give the path of a _model.json file."),
        var path => AppliedModel.Read(path),
    };

    private OptionalFiles Files(ParseResult parsed, SegmentationRequest request)
    {
        var method = MethodTable.Of(request.Estimator);
        var others = MethodTable.All.Where(other => other.HasPosteriors).Select(other => other.Name);
        return !method.HasPosteriors && new[] { _probseg, _probsegFiles }.FirstOrDefault(parsed.GetValue) is { } given
            ? throw new UsageException($"{given.Name} needs posteriors and {method.Title} has none; "
                + $"leave it out or use --method {string.Join(" or ", others)}.")
            : new()
            {
                Posteriors = parsed.GetValue(_probseg),
                LabelPosteriors = parsed.GetValue(_probsegFiles) ? LabelEntities.Of(request) : [],
                ViewerLabels = parsed.GetValue(_labelFiles),
                Lesion = request.Lesion != LesionSearchMode.None,
            };
    }

    private TissueNaming? Tissues(ParseResult parsed)
    {
        if (parsed.GetValue(_tissues) is not { } text)
        {
            return null;
        }

        if (parsed.Gives(_names))
        {
            throw new UsageException("--label-names names all labels and --name-tissues some of them; leave one of the options out.");
        }

        string[][] pairs = text == "auto" ? [] : [.. text.Split(',').Select(pair => pair.Split('=', 2))];
        return Array.TrueForAll(pairs, pair => pair is [var contrast, { Length: > 0 }] && TissueNaming.Contrasts.ContainsKey(contrast))
            && pairs.DistinctBy(pair => pair[0]).Count() == pairs.Length && pairs.DistinctBy(pair => pair[1]).Count() == pairs.Length
            ? new(pairs.ToDictionary(pair => TissueNaming.Contrasts[pair[0]], pair => pair[1]))
            : throw new UsageException($"--name-tissues is {text}; it must be auto, or names of images such as t1=T1W,flair=FLAIR "
                + $"({string.Join(", ", TissueNaming.Contrasts.Keys)}).");
    }

    private string[]? LabelNames(ParseResult parsed, int clusters)
    {
        if (parsed.GetValue(_names) is not { } text)
        {
            return null;
        }

        string[] names = text.Split(',', StringSplitOptions.TrimEntries);
        if (names.Length != clusters)
        {
            throw new UsageException($"--label-names has {names.Length} {(names.Length == 1 ? "name" : "names")} for {clusters} "
                + $"{(clusters == 1 ? "label" : "labels")}; give one for each, with commas between them.");
        }

        if (names.Contains(""))
        {
            throw new UsageException(
                $"--label-names has an empty name for label {Array.IndexOf(names, "") + 1}; give a name for each label.");
        }

        return Array.FindIndex(names, name => name.Any(char.IsControl)) is >= 0 and var odd
            ? throw new UsageException(
                $"--label-names has a tab, a line end or another control character in the name for label {odd + 1}; leave it out.")
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
