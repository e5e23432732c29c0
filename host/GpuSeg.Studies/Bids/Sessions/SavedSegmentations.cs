using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using GpuSeg.Engine.Voxels;
using GpuSeg.Images;
using GpuSeg.Images.Masking;
using GpuSeg.Images.Nifti;
using GpuSeg.Studies.Bids.Derivatives;
using GpuSeg.Studies.Bids.Plans;
using GpuSeg.Studies.Json;
using GpuSeg.Studies.Lesions;
using GpuSeg.Studies.Models;
using GpuSeg.Studies.Segmentation;

namespace GpuSeg.Studies.Bids.Sessions;

/// <summary>Reads the written results of a session back into a segmentation.</summary>
/// <param name="run">The settings of the run; results of other parameters or of another major version are refused.</param>
public sealed class SavedSegmentations(CohortRun run)
{
    /// <summary>Finds the results of a session, without looking at voxels.</summary>
    /// <exception cref="ImageException">The results are not complete, or of another segmentation.</exception>
    public SavedSegmentation Find(SessionPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var files = plan.Outputs ?? throw new ImageException(plan.Failure!);
        if (files.Paths.LastOrDefault(file => !Path.Exists(At(file))) is { } missing)
        {
            throw new ImageException($"its results are not complete: {At(missing)} does not exist; segment the session first.");
        }

        var (path, request) = (At(files.Sidecar), run.RequestFor(plan));
        var text = JsonFile.ReadText(path);
        using var sidecar = JsonFile.Parse(text, path);
        if (EarlierResult.OfRequest(sidecar.RootElement, plan, request, run.Version) is { } difference)
        {
            throw Other(files, difference);
        }

        var change = run.ChangeOf(plan);
        // A page shows the first session's volumes too.
        var shown = change is null ? text : $"{text}{change.Since} {string.Join(' ', change.First)}";
        return new(plan, sidecar.RootElement.Clone(), Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(shown))))
        {
            Change = change,
        };
    }

    /// <summary>Reads the results of a session and its images.</summary>
    /// <returns>Everything that the run had except posteriors.</returns>
    /// <exception cref="ImageException">A file cannot be read, or the files do not belong together.</exception>
    public VolumeSegmentation Read(SavedSegmentation saved, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(saved);
        var (plan, files, sidecar) = (saved.Plan, saved.Plan.Outputs!, saved.Sidecar);
        var request = run.RequestFor(plan);
        var model = ModelFile.Read(At(files[ResultFile.Model]));
        var input = MaskedVolumes.Read(request with { Hash = VoxelHash.Sha256 }, new(), cancellation, request.Winsorizing);
        (string Path, string Hash)[] hashes = [.. input.InputVolumes.Select(image => (image.Path, image.ComputeHash(request.Hash)))];
        if ((EarlierResult.OfVoxels(sidecar, request.Hash, hashes) ?? EarlierResult.OfGrids(sidecar, [.. input.InputVolumes]))
            is { } difference)
        {
            throw Other(files, difference);
        }

        var labels = Labels(files, input, model.Model.Clusters);
        var result = new SegmentationResult
        {
            Request = request,
            Images = input.Images,
            MaskFile = input.MaskFile,
            ExcludedFile = input.ExcludedFile,
            Mask = input.Mask,
            Winsorizer = input.Winsorizer,
            Scaler = model.Scaler,
            Model = model.Model,
            Labels = labels,
            Statistics = Statistics(input.Features, labels, model),
            Quality = TissueQuality.In(sidecar),
            CleanedVoxels = sidecar.TryGetProperty(SidecarJson.CleanedKey, out var cleaned) ? cleaned.GetInt32() : null,
            Lesion = Lesion(files, sidecar, input),
            Change = saved.Change,
            Regions = request.RegionsFile is { } atlas
                ? RegionVolumes.Read(At(files[ResultFile.Regions]), Path.GetFileName(atlas), "", model.Model.Clusters)
                : null,
            Scores = model.Scores,
            Backend = sidecar.GetProperty("Backend").GetString()!,
            Warnings = [.. sidecar.GetProperty("Warnings").EnumerateArray().Select(warning => warning.GetString()!)],
        };
        return new(result, input.Volumes);
    }

    /// <summary>Describes an error of a session in a sentence.</summary>
    public static string Sentence(Exception e) => SessionWorker.Sentence(e);

    private byte[] Labels(ResultFiles files, MaskedImages input, int clusters)
    {
        var maps = NiftiReader.Read(At(files.LabelMap));
        GridCheck.Require(input.Images[0], maps[0], GridRole.Labels);
        var values = input.Mask.Gather(maps[0]);
        return VoxelMask.FromRule([maps[0]], MaskRule.NonZero).SameAs(input.Mask)
            && values.All(value => value >= 1 && value <= clusters && value == (byte)value)
            ? Array.ConvertAll(values, value => (byte)(value - 1))
            : throw Other(files, $"the labels of {files.LabelMap} do not match the model and the mask");
    }

    private LesionFinding? Lesion(ResultFiles files, JsonElement sidecar, MaskedImages input)
    {
        if (!files.HasLesion && !sidecar.TryGetProperty(LesionFinding.Key, out _))
        {
            return null;
        }

        var finding = LesionFinding.Read(
            sidecar,
            input.Mask,
            input.Images[0].Grid,
            () => (Values(ResultFile.Lesion), Values(ResultFile.LesionScore), Values(ResultFile.LesionParts)));
        return finding?.Lesion is { } lesion
            && sidecar.GetProperty(LesionFinding.Key).GetProperty("LesionVoxels").GetInt32() != lesion.Voxels.Count
            ? throw Other(files, $"{files[ResultFile.Lesion]} does not hold the lesion of this segmentation")
            : finding;

        float[] Values(ResultFile file)
        {
            var map = NiftiReader.Read(At(files[file]));
            GridCheck.Require(input.Images[0], map[0], GridRole.Labels);
            return input.Mask.Gather(map[0]);
        }
    }

    // Measured as in a run, in the units of the fit, so that all digits agree.
    private static ClusterStatistics Statistics(FeatureMatrix features, byte[] labels, SavedModel model) => model.Scaler is { } scaler
        ? ClusterStatistics.Of(scaler.Transform(features), labels, model.Model.Clusters).Unscaled(scaler)
        : ClusterStatistics.Of(features, labels, model.Model.Clusters);

    private ImageException Other(ResultFiles files, string difference) =>
        new($"{At(files.Sidecar)} is of an earlier run: {difference}; segment the session again and allow overwriting.");

    private string At(string path) => Path.Combine(run.Folder, path);
}

/// <summary>Complete results of a session that match the request.</summary>
public sealed class SavedSegmentation
{
    internal SavedSegmentation(SessionPlan plan, JsonElement sidecar, string sha256) => (Plan, Sidecar, Sha256) = (plan, sidecar, sha256);

    /// <summary>The session.</summary>
    public SessionPlan Plan { get; }

    /// <summary>Common beginning of the files' names, such as sub-01_seg-gmm3.</summary>
    public string Title => Path.GetFileName(Plan.Outputs!.LabelMap)[..^"_dseg.nii.gz".Length];

    /// <summary>
    /// SHA-256 of the sidecar: parameters, inputs and version, which determine the results; and of the volumes they are compared with.
    /// </summary>
    public string Sha256 { get; }

    /// <summary>The version of the program that segmented it.</summary>
    public string Version => Sidecar.GetProperty("GeneratedBy")[0].GetProperty(nameof(Version)).GetString()!;

    /// <summary>Number of voxels in the mask.</summary>
    public long MaskVoxels => Sidecar.GetProperty(nameof(MaskVoxels)).GetInt64();

    internal JsonElement Sidecar { get; }

    /// <summary>The change since the subject's first session, or null.</summary>
    internal VolumeChange? Change { get; init; }
}
