using System.Runtime.ExceptionServices;

namespace GpuSeg.Engine.Fitting;

/// <summary>The result of one estimator of a <see cref="JointFit"/>.</summary>
public sealed class JointResult
{
    private readonly IReadOnlyList<FitEnd> _ends = [];

    internal JointResult(IEstimator estimator, Func<IReadOnlyList<FitEnd>> ends)
    {
        Estimator = estimator;
        try
        {
            _ends = ends();
        }
        catch (Exception e) when (e is ClusteringException or ArgumentException)
        {
            Failure = e;
        }
    }

    /// <summary>The estimator.</summary>
    public IEstimator Estimator { get; }

    /// <summary>
    /// The <see cref="ClusteringException"/> or <see cref="ArgumentException"/> that ended the fit; null if there is a model.
    /// </summary>
    public Exception? Failure { get; }

    /// <summary>The clustering at the best end.</summary>
    /// <exception cref="ClusteringException">The fit could not go on.</exception>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public IClustering Clustering => Ends[0].Clustering;

    /// <summary>The model at the best end.</summary>
    /// <exception cref="ClusteringException">The fit could not go on.</exception>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public IClusterModel Model => Clustering.Model;

    /// <summary>
    /// The ends of the starts, the best first: one end for every start that did not run into the path of another. A start that fails
    /// fails the fit, so that the ends' starts add up to those of the estimator.
    /// </summary>
    /// <exception cref="ClusteringException">The fit could not go on.</exception>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public IReadOnlyList<FitEnd> Ends
    {
        get
        {
            if (Failure is not null)
            {
                ExceptionDispatchInfo.Throw(Failure);
            }

            return _ends;
        }
    }
}
