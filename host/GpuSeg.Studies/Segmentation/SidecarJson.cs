using System.Text.Json;
using GpuSeg.Engine.Voxels;
using GpuSeg.Images;
using GpuSeg.Images.Masking;
using GpuSeg.Images.Nifti;
using GpuSeg.Images.Regridding;
using GpuSeg.Studies.Json;
using GpuSeg.Studies.Methods;
using GpuSeg.Studies.Models;

namespace GpuSeg.Studies.Segmentation;

/// <summary>The origin of a label map: parameters, mask, inputs by the hash of their voxels. It does not change from run to run.</summary>
internal static class SidecarJson
{
    /// <summary>The key of the subject whose sessions a model was fitted to.</summary>
    public const string SubjectKey = "Subject";

    /// <summary>The role of an atlas among the inputs.</summary>
    public const string RegionsRole = "regions";

    /// <summary>The grid that all inputs were resampled onto; absent if they were not.</summary>
    public const string RegridKey = "Regrid";

    /// <summary>The interpolation onto this grid.</summary>
    public const string InterpolationKey = "Interpolation";

    /// <summary>The grid of an input by its header; absent if no input was resampled and this one was not reordered.</summary>
    public const string GridKey = "Grid";

    /// <summary>Volume in mm3 below which pieces of labels are removed; absent if all pieces are kept.</summary>
    public const string CleanKey = "CleanBelow_mm3";

    /// <summary>Number of voxels of removed pieces.</summary>
    public const string CleanedKey = "CleanedVoxels";

    /// <summary>The images by which clusters are named after tissues; absent if they are not.</summary>
    public const string TissuesKey = "NameTissues";

    /// <summary>The percentage that limits the intensities; absent without a limit.</summary>
    public const string WinsorizeKey = "Winsorize";

    /// <summary>The value above which voxels of the mask file are inside; absent if its values decide.</summary>
    public const string MaskThresholdKey = "MaskThreshold";

    /// <summary>The treatment of excluded voxels, labelled or background; absent if no voxels are excluded.</summary>
    public const string ExcludedKey = "Excluded";

    /// <summary>Writes the content of the sidecar.</summary>
    /// <param name="json">Receives the properties.</param>
    /// <param name="result">The segmentation.</param>
    /// <param name="version">Version of this program.</param>
    /// <param name="maskHash">Hash of the mask's voxels if the mask is a file of its own, else null.</param>
    /// <param name="lesionHash">Hash of the voxels of the lesion's map, or null.</param>
    public static void Write(
        Utf8JsonWriter json, SegmentationResult result, string version, string? maskHash = null, string? lesionHash = null)
    {
        json.WriteString("Description", "Labels of unsupervised clustering; 0 is background, 1..K are clusters without anatomical meaning");
        GeneratedBy(json, version);
        Request(json, result.Request);
        Mask(json, result.Mask, result.Request.MaskThreshold);
        Limits(json, result.Winsorizer, [.. result.Images.Select(image => image.Name)]);
        if (maskHash is not null)
        {
            json.WriteString($"Mask{result.Request.Hash.Key}", maskHash);
        }

        json.WriteString("Backend", result.Backend);
        Inputs(json, result.Images, (result.MaskFile, result.ExcludedFile), result.Request.Hash, result.Regions);
        if (result.CleanedVoxels is { } cleaned)
        {
            json.WriteNumber(CleanedKey, cleaned);
        }

        if (result.TissueImages is { } images)
        {
            json.WriteStartObject("TissueImages");
            foreach (var (contrast, image) in images)
            {
                json.WriteString($"{contrast}", image);
            }

            json.WriteEndObject();
        }

        result.Quality?.Write(json);
        result.Lesion?.Write(json, lesionHash is null ? null : (result.Request.Hash.Key, lesionHash));
        json.Texts("Warnings", result.Warnings);
    }

    /// <summary>Writes the request: everything that decides the result except the inputs.</summary>
    public static void Request(Utf8JsonWriter json, SegmentationRequest request)
    {
        Rule(json, request.MaskRule, request.FillHoles, request.MaskFile is not null);
        Threshold(json, request.MaskThreshold);
        if (request.ExcludedFile is not null)
        {
            json.WriteString(ExcludedKey, request.LabelsExcluded ? "labelled" : "background");
        }

        if (request.Repeats.Count > 0)
        {
            Means(json, request);
        }

        Regrid(json, request.Regrid);

        if (request.RegionsFile is { } regions)
        {
            json.WriteString("Regions", request.RegionsName ?? Path.GetFileName(regions));
        }

        if (request.IntracranialVolume is { } millilitres)
        {
            json.WriteNumber("IntracranialVolume", millilitres);
        }

        Winsorizing(json, request.Winsorizing);
        json.WriteString("Scaling", request.Scaling.ToString().ToLowerInvariant());
        json.WriteString("LabelOrder", request.Model is null ? request.Order.Rule : "model");
        if (request.Clean is { } least)
        {
            json.WriteNumber(CleanKey, least);
        }

        if (request.Tissues is { } tissues)
        {
            json.WriteString(TissuesKey, tissues.ToString());
        }

        if (request.LabelNames is { } names)
        {
            json.Texts("LabelNames", names);
        }

        if (request.Model is { } model)
        {
            Applied(json, model);
        }

        json.WriteStartObject("Parameters");
        MethodTable.Of(request.Estimator).WriteParameters(json, request.Estimator);
        json.WriteEndObject();
    }

    /// <summary>Writes the grid that images are resampled onto and the interpolation, if there is one.</summary>
    public static void Regrid(Utf8JsonWriter json, TargetGrid? grid)
    {
        if (grid is not null)
        {
            json.WriteString(RegridKey, grid.ToString());
            json.WriteString(InterpolationKey, grid.InterpolationName);
        }
    }

    /// <summary>Writes the rule that selects the voxels, or file, and the holes that are filled.</summary>
    public static void Rule(Utf8JsonWriter json, MaskRule rule, HoleFill fill, bool hasFile)
    {
        json.WriteString("MaskRule", hasFile ? "file" : rule.ToString());
        json.WriteString("FillHoles", fill.Under(rule, hasFile).ToString().ToLowerInvariant());
    }

    /// <summary>Writes the value above which voxels of the mask file are inside, if there is one.</summary>
    public static void Threshold(Utf8JsonWriter json, double? threshold)
    {
        if (threshold is { } value)
        {
            json.WriteNumber(MaskThresholdKey, value);
        }
    }

    /// <summary>
    /// Writes the number of the mask's voxels, the decisions that mask files led to and, under the rule auto, the origin of the mask.
    /// </summary>
    /// <param name="json">Receives the properties.</param>
    /// <param name="mask">The mask.</param>
    /// <param name="threshold">The threshold that the user chose, or null.</param>
    public static void Mask(Utf8JsonWriter json, VoxelMask mask, double? threshold)
    {
        json.WriteNumber("MaskVoxels", mask.Count);
        json.WriteNumber("FilledVoxels", mask.Filled);
        if (threshold is null && mask.FileValues?.Threshold is { } found)
        {
            json.WriteNumber("AutomaticMaskThreshold", found);
        }

        if (mask.Excluded is { } excluded)
        {
            json.WriteNumber("ExcludedVoxels", excluded.Count);
        }

        if (mask.Automatic is { } automatic)
        {
            json.WriteStartObject("AutomaticMask");
            json.WriteString("Image", automatic.Image);
            json.WriteNumber("Threshold", automatic.Threshold);
            json.WriteNumber("OpeningMillimetres", AutomaticMask.OpeningMillimetres);
            json.WriteNumber("ClosingMillimetres", AutomaticMask.ClosingMillimetres);
            json.WriteEndObject();
        }
    }

    // The number of scans that an image is the mean of.
    private static void Means(Utf8JsonWriter json, SegmentationRequest request)
    {
        json.WriteStartObject("MeanOfRuns");
        for (var i = 0; i < request.Images.Count; i++)
        {
            if (request.Repeats.TryGetValue(request.Images[i], out var repeats))
            {
                json.WriteNumber(request.Names?[i] ?? Path.GetFileName(request.Images[i]), repeats.Count + 1);
            }
        }

        json.WriteEndObject();
    }

    /// <summary>Writes the percentage that limits the intensities, if there is one.</summary>
    public static void Winsorizing(Utf8JsonWriter json, Winsorizing? winsorizing)
    {
        if (winsorizing is not null)
        {
            json.WriteNumber(WinsorizeKey, winsorizing.Percent);
        }
    }

    /// <summary>Writes the smallest and the largest intensity that each image kept, if they were limited.</summary>
    public static void Limits(Utf8JsonWriter json, Winsorizer? winsorizer, IReadOnlyList<string> names)
    {
        if (winsorizer is null)
        {
            return;
        }

        json.WriteStartObject("WinsorizeLimits");
        for (var j = 0; j < names.Count; j++)
        {
            json.Array(names[j], [winsorizer.Low[j], winsorizer.High[j]], 2);
        }

        json.WriteEndObject();
    }

    // Labels mean the same in all images that one model labels.
    private static void Applied(Utf8JsonWriter json, AppliedModel model)
    {
        json.WriteStartObject("Model");
        json.WriteString("File", model.FileName);
        json.WriteString("Sha256", model.Sha256);
        json.WriteString("Normalisation", model.Normalisation);
        if (model.Fit is { Subject: { } subject })
        {
            json.WriteString(SubjectKey, $"sub-{subject}");
        }

        json.WriteEndObject();
        json.WriteBoolean("LabelsShared", true);
    }

    public static void GeneratedBy(Utf8JsonWriter json, string version)
    {
        json.WriteStartArray("GeneratedBy");
        json.WriteStartObject();
        json.WriteString("Name", "gpuseg");
        json.WriteString("Version", version);
        json.WriteEndObject();
        json.WriteEndArray();
    }

    public static void Inputs(
        Utf8JsonWriter json, IReadOnlyList<ImageFile> images, (ImageFile? Mask, ImageFile? Excluded) masks, VoxelHash hash,
        RegionVolumes? regions = null)
    {
        // The grid of the reference decides what the others were resampled to.
        var isRegridded = images.Append(masks.Mask).Append(masks.Excluded).Any(image => image?.Placement is { IsResampled: true });
        json.WriteStartArray("Inputs");
        foreach (var image in images)
        {
            Input(json, (image.Name, image.Hash), "image", hash, Moved(isRegridded ? image : Reordered(image)));
        }

        foreach (var (mask, role) in new[] { (masks.Mask, "mask"), (masks.Excluded, "excluded") })
        {
            if (mask is not null)
            {
                Input(json, (mask.Name, mask.Hash), role, hash, Moved(isRegridded ? mask : Reordered(mask)));
            }
        }

        if (regions is not null)
        {
            Input(json, (NiftiPaths.ImageName(regions.File), regions.Hash), RegionsRole, hash, regions.Moved);
        }

        json.WriteEndArray();
    }

    private static ImageFile? Reordered(ImageFile image) => image.Placement is { IsReordered: true } ? image : null;

    private static (Grid Stored, Placement? Placement)? Moved(ImageFile? image) =>
        image is null ? null : (image.StoredHeader.Grid, image.Placement);

    private static void Input(
        Utf8JsonWriter json, (string Name, string Voxels) file, string role, VoxelHash hash, (Grid Stored, Placement? Placement)? moved)
    {
        json.WriteStartObject();
        json.WriteString("Name", file.Name);
        json.WriteString("Role", role);
        json.WriteString(hash.Key, file.Voxels);
        if (moved is var (grid, placement))
        {
            json.WriteString(GridKey, grid.ToString());
            json.WriteString("Voxels", placement?.Description ?? Placement.Unchanged);
        }

        json.WriteEndObject();
    }

    /// <summary>Gets the hash of the mask's voxels from a sidecar of the mask or of labels; null if it has no hash.</summary>
    public static string? MaskHashIn(JsonElement sidecar) =>
        sidecar.TryGetProperty($"Mask{VoxelHash.Xxh128.Key}", out var hash) || sidecar.TryGetProperty(VoxelHash.Xxh128.Key, out hash)
            ? hash.ToString()
            : null;
}
