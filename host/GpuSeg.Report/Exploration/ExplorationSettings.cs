using GpuSeg.Imaging.Exploration;
using GpuSeg.Report.Page;

namespace GpuSeg.Report.Exploration;

/// <summary>What was asked for, under the names of the options.</summary>
internal static class ExplorationSettings
{
    public static Html Of(ExplorationResult result)
    {
        var request = result.Request;
        return DataTable.Settings(
        [
            ("subsets", string.Join(", ", request.Subsets)),
            ("clusters", string.Join(", ", request.Clusters)),
            ("methods", string.Join(", ", result.Fits.Select(fit => fit.Method).Distinct())),
            ("covariance", string.Join(", ", request.Covariances.Select(covariance => covariance.ToString().ToLowerInvariant()))),
            ("scale", string.Join(", ", request.Scalings.Select(scaling => scaling.ToString().ToLowerInvariant()))),
            ("starts", $"{request.Methods[0].Starts}"),
            ("stop", request.Methods[0].Converge ? "at the optimum" : $"tol {string.Join(", ", request.Methods.Select(method => method.Tol).Distinct())}"),
            ("mask", result.Input.MaskFile is { } mask ? $"file {mask.Name}" : $"{request.MaskRule.ToString().ToLowerInvariant()} in every image"),
            ("label order", request.Order.Rule),
            ("backend", result.Backend),
        ]);
    }
}
