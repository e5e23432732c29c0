using GpuSeg.Engine.Passes;
using GpuSeg.Images;
using GpuSeg.Images.Masking;
using GpuSeg.Images.Nifti;
using GpuSeg.Studies.Lesions;
using GpuSeg.Studies.Segmentation;

namespace GpuSeg.Studies.LesionSearch;

/// <summary>A search for a lesion in image files, and its result.</summary>
public sealed record LesionResult
{
    /// <summary>The files and their mask, as they were asked for.</summary>
    public required ImageSelection Selection { get; init; }

    /// <summary>The images with their voxels.</summary>
    public required IReadOnlyList<Volume> Images { get; init; }

    /// <summary>The mask file, or null if a rule selected the voxels.</summary>
    public required ImageFile? MaskFile { get; init; }

    /// <summary>The file of the voxels that were left out, or null.</summary>
    public ImageFile? ExcludedFile { get; init; }

    /// <summary>Name of the backend that ran the fits.</summary>
    public required string Backend { get; init; }

    /// <summary>Index of the image of each contrast.</summary>
    public required IReadOnlyDictionary<LesionContrast, int> Contrasts { get; init; }

    /// <summary>The lesion.</summary>
    public required Lesion Lesion { get; init; }

    /// <summary>The lesion with the names of the images that it was searched in.</summary>
    public LesionFinding Finding => LesionFinding.Of(
        Contrasts.OrderBy(pair => pair.Key).ToDictionary(pair => pair.Key, pair => Images[pair.Value].Name), Lesion);

    /// <summary>The warnings, a sentence each.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>Reads the images and searches the lesion.</summary>
    /// <param name="selection">The files and their mask.</param>
    /// <param name="chosen">Names of images that the user gave a contrast; others are found by their names.</param>
    /// <param name="startBackend">Starts the backend for the fits, given their work.</param>
    /// <param name="clock">Receives the ends of the phases read and search.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="ImageException">The images cannot be used; the message says why.</exception>
    public static LesionResult Run(
        ImageSelection selection,
        IReadOnlyDictionary<LesionContrast, string> chosen,
        Func<long, IBackend> startBackend,
        PhaseClock clock,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(startBackend);
        ArgumentNullException.ThrowIfNull(clock);
        var input = MaskedVolumes.Read(selection, clock, cancellation);
        var contrasts = LesionContrasts.Assign([.. input.Images.Select(image => image.Name)], chosen);
        using var backend = startBackend(input.Mask.Count);
        var lesion = LesionFinder.Find(input.Volumes, input.Mask, contrasts, backend, cancellation);
        clock.End("search");
        return new()
        {
            Selection = selection,
            Images = input.Volumes,
            MaskFile = input.MaskFile,
            ExcludedFile = input.ExcludedFile,
            Backend = backend.Name,
            Contrasts = contrasts,
            Lesion = lesion,
            Warnings = [.. input.Mask.Warnings, .. LesionDoubts.Of(lesion)],
        };
    }
}
