using GpuSeg.Images.Masking;
using GpuSeg.Images.Nifti;
using GpuSeg.Report.Citing;
using GpuSeg.Report.Page;
using GpuSeg.Studies.Methods;
using GpuSeg.Studies.Models;
using GpuSeg.Studies.Segmentation;
using GpuSeg.Studies.Text;

namespace GpuSeg.Report.Fit;

/// <summary>Settings of a segmentation under the names of the parameters, and its inputs.</summary>
internal static class FitSettings
{
    public static IReadOnlyList<Html> Of(SegmentationResult result, string version) =>
        [DataTable.Settings(Rows(result, version)), Images(result), Checksums(result)];

    private static IEnumerable<(string Name, string Value)> Rows(SegmentationResult result, string version)
    {
        var request = result.Request;
        return
        [
            .. MethodTable.Of(request.Estimator).Settings(request.Estimator),
            .. request.Model is { } applied ? Applied(applied) : [],
            ("mask", result.MaskFile is { } mask
                ? MaskRows.File(mask, result.Mask)
                : MethodText.Taken(request.MaskRule, result.Images.Count)),
            .. MaskRows.Excluded(result.ExcludedFile, result.Mask),
            ("fill holes", $"{request.FillHoles.Under(request.MaskRule, result.MaskFile is not null)}".ToLowerInvariant()),
            .. RegridRows.Of(request.Regrid),
            .. request.Winsorizing is { } winsorizing ? Limits(winsorizing, result) : [],
            ("scale", request.Scaling.ToString().ToLowerInvariant()),
            ("label order", request.Model is null ? request.Order.Rule : "model"),
            .. request.Clean is { } least ? [("clean", $"pieces below {least} mm³")] : Array.Empty<(string, string)>(),
            .. request.Tissues is { } tissues ? [("name tissues", $"{tissues}")] : Array.Empty<(string, string)>(),
            .. Measures(result),
            ("backend", result.Backend),
            ("version", version),
        ];
    }

    private static IEnumerable<(string, string)> Limits(Winsorizing winsorizing, SegmentationResult result) =>
    [
        ("winsorize", $"{winsorizing.Percent}"),
        ("limits", string.Join("; ", result.Images.Select((image, j) =>
            $"{image.Name} {TextFormat.Number(result.Winsorizer!.Low[j])} to {TextFormat.Number(result.Winsorizer.High[j])}"))),
    ];

    private static IEnumerable<(string, string)> Applied(AppliedModel applied) =>
        [("model", applied.FileName), ("model's SHA-256", applied.Sha256)];

    private static IEnumerable<(string, string)> Measures(SegmentationResult result) =>
        result.Measures.Select(pair => (pair.Measure.Name, pair.Measure.Text(pair.Value)));

    private static Html Images(SegmentationResult result)
    {
        // Of a single image the column would only show the share of the background.
        var compares = result.Images.Count > 1 || result.MaskFile is not null;
        Column[] columns = [new("Image"), new("Voxels"), new("Voxel size, mm"), new("Axes"), new("Data type")];
        var rows = result.Images.Zip(result.Mask.Images, (image, share) =>
            (Html[])[.. Image(image), .. compares ? (Html[])[Html.Of($"{TextFormat.Percent(share.Share)}")] : []]);
        var table = new DataTable(
            compares ? "Images; the last column is the share of the voxels kept by all other images that the image removes" : "Image",
            compares ? [.. columns, new("Removes alone", true)] : columns,
            [.. rows]).ToHtml();
        return result.Images.Count == 1 ? table : Html.Of($"""
            {table}
            <p class="note">The images are assumed to be aligned: voxels are matched by their places, and nothing is registered.</p>
            """);
    }

    private static Html[] Image(ImageFile image)
    {
        var ((x, y, z), (dx, dy, dz)) = (image.Grid.Shape, image.Grid.Spacing);
        return
        [
            Html.Of($"{image.Name}"),
            Html.Of($"{x} × {y} × {z}"),
            Html.Of($"{TextFormat.Number(dx)} × {TextFormat.Number(dy)} × {TextFormat.Number(dz)}"),
            Html.Of($"{image.Grid.Orientation}"),
            Html.Of($"{image.Header.Datatype.NumpyName()}"),
        ];
    }

    private static Html Checksums(SegmentationResult result)
    {
        return Html.Of($"""
            <details><summary>SHA-256 of the inputs' voxels</summary>
            {DataTable.Settings(result.Inputs.Select(volume => (volume.Name, volume.Hash)))}
            </details>
            """);
    }
}
