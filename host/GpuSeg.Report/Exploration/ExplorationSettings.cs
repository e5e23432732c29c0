using GpuSeg.Images.Masking;
using GpuSeg.Report.Citing;
using GpuSeg.Report.Page;
using GpuSeg.Studies.Exploration;

namespace GpuSeg.Report.Exploration;

/// <summary>Settings of an exploration under the names of the parameters.</summary>
internal static class ExplorationSettings
{
    public static Html Of(ExplorationResult result, string version)
    {
        var request = result.Request;
        return DataTable.Settings(
        [
            ("subsets", string.Join(", ", request.Subsets)),
            ("clusters", string.Join(", ", request.Clusters)),
            ("scale", string.Join(", ", request.Scalings.Select(scaling => scaling.ToString().ToLowerInvariant()))),
            ("starts", $"{request.Methods[0].Starts}"),
            .. request.Families.SelectMany(family => family.Method.SharedSettings(family.Variants)),
            .. RegridRows.Of(request.Regrid),
            ("mask", result.Input.MaskFile is { } mask
                ? MaskRows.File(mask, result.Input.Mask)
                : MethodText.Taken(request.MaskRule, result.Features.Dimensions)),
            .. MaskRows.Excluded(result.Input.ExcludedFile, result.Input.Mask),
            ("fill holes", $"{request.FillHoles.Under(request.MaskRule, result.Input.MaskFile is not null)}".ToLowerInvariant()),
            ("label order", request.Order.Rule),
            ("backend", result.Backend),
            ("version", version),
        ]);
    }
}
