namespace GpuSeg.Engine.Fitting;

/// <summary>The iteration from one start to its end: an iterator that yields the pass it needs and goes on once that is answered.</summary>
internal abstract class FitPath
{
    private IEnumerator<PassRequest>? _run;

    /// <summary>The pass that the path waits for; null before it is started and after its end.</summary>
    public PassRequest? Request { get; private set; }

    /// <summary>Iterations so far.</summary>
    public int Iterations { get; protected set; }

    /// <summary>Whether the stopping rule was met.</summary>
    public bool Converged { get; protected set; }

    /// <summary>The objective at the last step, in the user's units.</summary>
    public abstract double Objective { get; }

    /// <summary>The path that this one has run into: from there on both are the same.</summary>
    public FitPath? Joined { get; set; }

    /// <summary>Whether another pass is needed.</summary>
    public bool IsLive => Joined is null && Request is not null;

    /// <summary>The path on which this one ended: itself or the one that it has run into.</summary>
    public FitPath End => Joined?.End ?? this;

    /// <summary>Runs up to the first request.</summary>
    public void Start()
    {
        _run = Run().GetEnumerator();
        MoveOn();
    }

    /// <summary>Takes the answer to <see cref="Request"/> and runs up to the next one.</summary>
    /// <exception cref="ClusteringException">The fit cannot go on.</exception>
    public void MoveOn() => Request = _run!.MoveNext() ? _run.Current : null;

    /// <summary>Iterates; every request that it yields is answered when it goes on.</summary>
    protected abstract IEnumerable<PassRequest> Run();
}
