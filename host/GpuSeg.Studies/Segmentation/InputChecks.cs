using GpuSeg.Engine.Fitting;
using GpuSeg.Engine.Voxels;
using GpuSeg.Images;

namespace GpuSeg.Studies.Segmentation;

/// <summary>Checks of images before any work is done: whether they can be clustered at all.</summary>
internal static class InputChecks
{
    public static void Require(FeatureMatrix features, SegmentationRequest request)
    {
        request.Model?.RequireFeatures(features.Names, request.Names is not null);
        Require(features, request.Order, request.Estimator.Clusters);
    }

    public static void Require(FeatureMatrix features, LabelOrder order, int clusters)
    {
        RequireOrder(features, order.Rule);
        RequireDistinct(features, clusters);
        for (var j = 0; j < features.Dimensions; j++)
        {
            RequireSpread(features, j);
            RefuseTwin(features, j);
        }
    }

    // An image that is given twice counts twice, and makes covariances singular.
    private static void RefuseTwin(FeatureMatrix features, int j)
    {
        for (var i = 0; i < j; i++)
        {
            if (features.Origins[i] == features.Origins[j] && features.Column(i).SequenceEqual(features.Column(j)))
            {
                throw new ImageException(
                    $"{features.Names[i]} and {features.Names[j]} hold the same values in all {features.Count} voxels of the mask; "
                    + "leave one of them out.");
            }
        }
    }

    private static void RequireOrder(FeatureMatrix features, string rule)
    {
        const string mean = "mean:";
        if (rule.StartsWith(mean, StringComparison.Ordinal)
            && !features.Names.Contains(rule[mean.Length..], StringComparer.OrdinalIgnoreCase))
        {
            throw new ImageException(
                $"No image is called '{rule[mean.Length..]}', whose mean should order the labels; "
                + $"the images are {string.Join(", ", features.Names)}.");
        }
    }

    private static void RequireDistinct(FeatureMatrix features, int clusters)
    {
        var distinct = features.CountDistinct(clusters);
        if (distinct < clusters)
        {
            throw new ImageException(
                $"{clusters} clusters were asked for, but the mask's {features.Count} "
                + $"{(features.Count == 1 ? "voxel holds" : "voxels hold")} only {distinct} distinct "
                + $"{(distinct == 1 ? "value" : "values")}; use fewer clusters, a larger mask or more images.");
        }
    }

    private static void RequireSpread(FeatureMatrix features, int j)
    {
        if (StandardScaler.IsConstant(features, j))
        {
            throw new ImageException(
                $"Image {features.Names[j]} has the same value {features.Column(j)[0]} in all {features.Count} voxels of the mask, "
                + "so it does not distinguish clusters; leave it out or check that it is the right file.");
        }
    }
}
