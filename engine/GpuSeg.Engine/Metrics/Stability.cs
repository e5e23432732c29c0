namespace GpuSeg.Engine.Metrics;

/// <summary>
/// Agreement of the starts of one fit with the best of them: a result that does not depend on the start can be trusted more.
/// </summary>
/// <remarks>Labels have no order of their own: those of every end are matched to the best end's first, so that most voxels agree.</remarks>
public sealed record Stability
{
    /// <summary>
    /// Ends that agree in this share of the voxels are of one optimum: runs of one optimum that stop by tol agree in 0.98 to 0.9999 of
    /// them.
    /// </summary>
    public const double SameOptimum = 0.98;

    /// <summary>A cluster whose Dice overlap with the one that is matched to it reaches this is found again.</summary>
    public const double FoundAgain = 0.5;

    /// <summary>Share of the starts, by weight, that agree with the best about each voxel; 1 for a single start; shape (N).</summary>
    public required ReadOnlyMemory<float> Agreement { get; init; }

    /// <summary>Mean of <see cref="Agreement"/> over all voxels.</summary>
    public required double MeanAgreement { get; init; }

    /// <summary>Mean of <see cref="Agreement"/> over the voxels of each cluster of the best end, NaN for an empty one; shape (K).</summary>
    public required IReadOnlyList<double> ClusterAgreement { get; init; }

    /// <summary>
    /// Starts that find each cluster of the best end again, see <see cref="FoundAgain"/>, those of the best end included; shape (K).
    /// </summary>
    public required IReadOnlyList<int> ClusterStarts { get; init; }

    /// <summary>
    /// Starts that reached each optimum, see <see cref="SameOptimum"/>; that of the best end first, then as the ends come.
    /// </summary>
    public required IReadOnlyList<int> OptimumStarts { get; init; }

    /// <summary>
    /// Voxels of each cluster that an optimum has and the best end does not, see <see cref="FoundAgain"/>; none for the best; shape
    /// (optima).
    /// </summary>
    public required IReadOnlyList<IReadOnlyList<long>> OptimumOwnClusters { get; init; }

    /// <summary>The optimum that each end belongs to; shape (ends).</summary>
    public required IReadOnlyList<int> OptimumOfEnd { get; init; }

    /// <summary>Starts of the fit.</summary>
    public int Starts => OptimumStarts.Sum();

    /// <summary>
    /// Computes the weight of a start by its end: the share that it reached of the gain of the best end over a single cluster. For the
    /// lower bound of a mixture it is (L - L_1) / (L_best - L_1), L_1 that of one Gaussian of the same covariance type. For the inertia
    /// of KMeans it is (I_1 - I) / (I_1 - I_best), I_1 that about the mean of all voxels. It lies within 0..1, and is 1 if the best end
    /// gains nothing.
    /// </summary>
    /// <param name="objective">L or I of the start's end.</param>
    /// <param name="best">That of the best end.</param>
    /// <param name="one">That of one cluster.</param>
    public static double Weight(double objective, double best, double one) =>
        best == one ? 1 : Math.Clamp((objective - one) / (best - one), 0, 1);

    /// <summary>Judges the ends of one fit, one after the other: only the labels of one end of each optimum are kept.</summary>
    /// <param name="ends">The ends, the best first.</param>
    /// <param name="clusters">K.</param>
    /// <exception cref="ArgumentException">There is no end, ends differ in their number of voxels, or a label is not below K.</exception>
    public static Stability Of(IEnumerable<LabelledEnd> ends, int clusters)
    {
        ArgumentNullException.ThrowIfNull(ends);
        StabilitySums? sums = null;
        foreach (var end in ends)
        {
            sums ??= new(end.Labels, clusters);
            sums.Add(end);
        }

        return sums?.ToStability() ?? throw new ArgumentException("There is no end to judge.", nameof(ends));
    }
}

/// <summary>An end of a fit as <see cref="Stability"/> sees it.</summary>
/// <param name="Labels">Cluster of every voxel, 0..K-1; shape (N).</param>
/// <param name="Starts">Starts that ended here.</param>
/// <param name="Weight">What each of them counts, see <see cref="Stability.Weight"/>.</param>
public sealed record LabelledEnd(ReadOnlyMemory<byte> Labels, int Starts, double Weight);
