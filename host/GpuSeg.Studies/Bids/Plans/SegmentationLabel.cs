using GpuSeg.Engine.Fitting;
using GpuSeg.Studies.Methods;
using GpuSeg.Studies.Segmentation;

namespace GpuSeg.Studies.Bids.Plans;

/// <summary>
/// The value of the entity seg: method, number of clusters, and settings that differ from the default: gmm3, gmm3diag, kmeans4scaled,
/// gmm3pooled, gmm3subject.
/// </summary>
public static class SegmentationLabel
{
    /// <summary>Returns the label of a segmentation; the label of an applied model ends with model, pooled or subject.</summary>
    public static string Of(SegmentationRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.Model switch
        {
            { Fit.Subject: not null } => Subject(request.Estimator),
            { Saved.PerSubject: true } => Pooled(request.Estimator),
            not null => $"{Method(request.Estimator)}model",
            null => Method(request.Estimator) + (request.Scaling == FeatureScaling.Standard ? "scaled" : ""),
        };
    }

    /// <summary>Returns the label of a method that is fitted to all sessions together.</summary>
    public static string Pooled(IEstimator estimator) => $"{Method(estimator)}pooled";

    /// <summary>Returns the label of a method that is fitted to the sessions of each subject together.</summary>
    public static string Subject(IEstimator estimator) => $"{Method(estimator)}subject";

    private static string Method(IEstimator estimator) => MethodTable.Of(estimator).Label(estimator);
}
