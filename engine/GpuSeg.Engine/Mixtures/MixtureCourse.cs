namespace GpuSeg.Engine.Mixtures;

/// <summary>The course of the fit of a mixture; see the properties of <see cref="GaussianMixtureModel"/>.</summary>
public sealed record MixtureCourse
{
    /// <summary>The lower bounds climbed, at least one.</summary>
    public required IReadOnlyList<double> LowerBounds { get; init; }

    /// <summary>Expectation steps.</summary>
    public int Iterations { get; init; }

    /// <summary>Whether the stopping rule was met.</summary>
    public bool Converged { get; init; }

    /// <summary>An estimate of the rise that is left to the bound, or null.</summary>
    public double? BoundToGain { get; init; }

    /// <summary>Starts that ran into the path of another.</summary>
    public int JoinedStarts { get; init; }

    /// <summary>Whether the fit was to go on to the optimum.</summary>
    public bool RanToOptimum { get; init; }
}
