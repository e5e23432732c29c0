using System.CommandLine;
using GpuSeg.Cli.Terminal;
using GpuSeg.Images;
using GpuSeg.Studies.Bids;
using GpuSeg.Studies.Bids.Pooled;
using GpuSeg.Studies.Segmentation;

namespace GpuSeg.Cli.Commands;

/// <summary>The option that says whether every session has a model of its own.</summary>
internal sealed class FitScope
{
    private readonly Option<string> _fit = new("--fit")
    {
        Description = "subject: a model for every session. pooled: one for all sessions of the data set, fitted to voxels sampled from each "
            + "after it was brought to mean 0 and variance 1, so that a label means the same in all of them.",
        DefaultValueFactory = _ => "subject",
    };

    public FitScope() => Bounds.OneOf(_fit, "subject", "pooled");

    public Option Option => _fit;

    public bool IsPooled(ParseResult parsed) => parsed.GetValue(_fit) == "pooled";

    /// <summary>The value of the entity seg.</summary>
    public string Label(ParseResult parsed, RequestOptions options, SegmentationRequest request) =>
        !IsPooled(parsed) ? SegmentationLabel.Of(request)
            : options.ModelGiven(parsed) ? throw new UsageException("--fit pooled makes a model and --model gives one; leave one of them out.")
            : options.ScaleGiven(parsed) ? throw new UsageException("--fit pooled brings every session to mean 0 and variance 1, so --scale has no say; leave it out.")
            : SegmentationLabel.Pooled(request.Estimator);

    /// <summary>The segmentation that the group level is to show, or null for all that there are.</summary>
    public string? Chosen(ParseResult parsed, RequestOptions options) =>
        options.HasClusters(parsed) || options.ModelGiven(parsed) ? Label(parsed, options, options.For([], parsed))
            : options.Naming.Append(_fit).FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is { } given
            ? throw new UsageException($"{given.Name} chooses a segmentation only together with -k; give -k as well, or leave {given.Name} out to see all.")
            : null;

    /// <summary>Options that have no say.</summary>
    public IEnumerable<Option> Meaningless(ParseResult parsed, RequestOptions options) => IsPooled(parsed) ? [options.Scale] : [];

    /// <summary>The run with the model of all sessions; says what was done.</summary>
    public static CohortRun Pool(
        PooledFit fit, IReadOnlyList<SubjectPlan> all, SegmentationRequest request, bool json, Messages messages, CancellationToken cancellation)
    {
        var pooled = fit.Prepare(all, request, messages, messages, cancellation);
        messages.Done();
        foreach (var note in pooled.Notes)
        {
            messages.Warning(note);
        }

        if (!json)
        {
            var sessions = $"{(pooled.Sessions == pooled.Asked ? "" : $"{pooled.Sessions} of ")}{Counted.Of(pooled.Asked, "session")}";
            Console.Out.WriteLine(pooled.Reused
                ? $"{pooled.File} is there already, of the same {sessions} and parameters, and is used as it is"
                : $"pooled model of {sessions}, each brought to mean 0 and variance 1 -> {pooled.File}");
        }

        return pooled.Run;
    }
}
