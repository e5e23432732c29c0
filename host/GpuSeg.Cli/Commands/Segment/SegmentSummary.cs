using GpuSeg.Cli.Terminal;
using GpuSeg.Engine.Fitting;
using GpuSeg.Studies.Lesions;
using GpuSeg.Studies.Segmentation;
using GpuSeg.Studies.Text;

namespace GpuSeg.Cli.Commands.Segment;

/// <summary>The short account of a segmentation for people.</summary>
internal static class SegmentSummary
{
    public static void Print(SegmentationResult result, SegmentationOutputs outputs)
    {
        var kept = MaskText.Describe(result.Mask, result.MaskFile, result.Request.MaskRule);
        Console.Out.WriteLine($"{result.Mask.Count:N0} of {result.Mask.VoxelCount:N0} voxels kept ({kept})");
        if (result.Request.Regrid is { } grid)
        {
            var moved = result.Images.Where(image => image.Placement is { IsResampled: true }).Select(image => image.Name).ToArray();
            Console.Out.WriteLine(moved.Length == 0
                ? $"every image lay on {grid.Place} already"
                : $"resampled onto {grid.Place} by the headers, not registered: {string.Join(", ", moved)}");
        }

        Console.Out.WriteLine(Fit(result));
        Console.Out.WriteLine(Stop(result));
        if (result.CleanedVoxels is { } cleaned)
        {
            Console.Out.WriteLine($"{Plural.Of(cleaned, "voxel")} of pieces below {result.Request.Clean} mm³ took the label around them");
        }

        Table.Write(Columns(result), Enumerable.Range(0, result.Model.Clusters).Select(k => Row(result, k)));
        if (result.Lesion?.Lesion is { } lesion)
        {
            Console.Out.WriteLine(LesionText.Line(lesion));
            if (lesion.Parts is { } parts)
            {
                Console.Out.WriteLine($"parts: {LesionText.Parts(parts)}");
            }

            Console.Out.WriteLine(LesionText.Nature);
        }

        Console.Out.WriteLine($"wrote {string.Join(", ", outputs.Paths)}");
    }

    private static string Fit(SegmentationResult result)
    {
        var end = result.Request.Model is null
            ? $"{Plural.Of(result.Model.NIter, "iteration")}, {(result.Model.Converged ? "converged" : "NOT converged")}"
            : result.Course;
        var (method, variant) = (result.Method, result.Method.Variant(result.Request.Estimator));
        var measures = result.Measures.Select(pair => $"{pair.Measure.Name} {pair.Measure.Text(pair.Value)}");
        var title = variant is null ? method.Title : $"{method.Title}, {variant} {method.VariantName},";
        return string.Join(", ", measures.Prepend($"{title} on {result.Backend}: {end}"));
    }

    // Says how the fit stopped, and how far it might be from its optimum.
    private static string Stop(SegmentationResult result)
    {
        if (result.Request.Model is { } model)
        {
            return "nothing was fitted; intensities " + model.Normalisation switch
            {
                "subject" => "were scaled to mean 0 and variance 1",
                "model" => "were scaled like the model's",
                _ => "were not scaled",
            };
        }

        var estimator = result.Request.Estimator;
        var starts = estimator switch
        {
            { StartsOnSample: var n and > 0 } =>
                $"started from the result of {(n == 1 ? "a fit" : $"the best of {n} fits")} to a sample of at most "
                + $"{IEstimator.SampleVoxels:N0} voxels; ",
            { Starts: 1 } => "",
            _ => $"best of {estimator.Starts} starts{Joined(result.Model)}; ",
        };
        var mode = estimator.Converge ? "run to the optimum" : $"stopped as scikit-learn does, tol {estimator.Tol}";
        var remainder = result.Method.Remainder(result.Model) is { } rest ? $"; {rest}" : "";
        return $"{starts}{mode}{remainder}{(remainder.Length > 0 && !estimator.Converge ? " (--converge)" : "")}";
    }

    private static string Joined(IClusterModel model) =>
        model.JoinedStarts == 0 ? "" : $", {model.JoinedStarts} of which met the path of another start";

    private static string[] Columns(SegmentationResult result) =>
        ["label", .. Name(result, "name"), "voxels", "mL", .. result.Images.Select(image => $"mean {image.Name}")];

    private static string[] Name(SegmentationResult result, string name) => result.Request.LabelNames is null ? [] : [name];

    private static string[] Row(SegmentationResult result, int k)
    {
        var (statistics, dimensions) = (result.Statistics, result.Images.Count);
        return
        [
            $"{k + 1}",
            .. Name(result, result.Request.LabelName(k + 1)),
            $"{statistics.Counts[k]:N0}",
            $"{statistics.Counts[k] * result.Images[0].Grid.VoxelVolume / 1000:F1}",
            .. Enumerable.Range(k * dimensions, dimensions).Select(i => $"{statistics.Means[i]:G5}"),
        ];
    }
}
