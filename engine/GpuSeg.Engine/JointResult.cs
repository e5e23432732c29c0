using System.Runtime.ExceptionServices;

namespace GpuSeg.Engine;

/// <summary>What became of one estimator of a <see cref="JointFit"/>.</summary>
public sealed class JointResult
{
    private readonly IClusterModel? _model;

    internal JointResult(IEstimator estimator, Func<IClusterModel> model)
    {
        Estimator = estimator;
        try
        {
            _model = model();
        }
        catch (Exception e) when (e is ClusteringException or ArgumentException)
        {
            Failure = e;
        }
    }

    /// <summary>The estimator.</summary>
    public IEstimator Estimator { get; }

    /// <summary>Why there is no model: a <see cref="ClusteringException"/> or an <see cref="ArgumentException"/>; null where there is one.</summary>
    public Exception? Failure { get; }

    /// <summary>The fitted model.</summary>
    /// <exception cref="ClusteringException">The fit could not go on.</exception>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public IClusterModel Model
    {
        get
        {
            if (Failure is not null)
            {
                ExceptionDispatchInfo.Throw(Failure);
            }

            return _model!;
        }
    }
}
