using System.Security.Cryptography;
using System.Text;
using GpuSeg.Engine.Fitting;
using GpuSeg.Images;

namespace GpuSeg.Studies.Models;

/// <summary>A model from a file that labels images instead of a fit, so that a label means the same in all images.</summary>
/// <param name="Saved">Content of the file.</param>
/// <param name="Path">Path of the file.</param>
/// <param name="Sha256">SHA-256 of the file's bytes, in lower-case hex.</param>
public sealed record AppliedModel(SavedModel Saved, string Path, string Sha256)
{
    /// <summary>Reads a model; see <see cref="ModelFile.Read"/>.</summary>
    /// <exception cref="ImageException">The file cannot be read or is not a model; the message names file and key.</exception>
    public static AppliedModel Read(string path)
    {
        // Read once: of a model that is replaced meanwhile, content and hash would differ.
        var text = ModelFile.ReadText(path);
        return new(ModelFile.Parse(text, path), path, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))));
    }

    /// <summary>The fit that made the model; null if the model was given.</summary>
    public ModelFit? Fit { get; init; }

    /// <summary>Name of the file.</summary>
    public string FileName => System.IO.Path.GetFileName(Path);

    /// <summary>Source of the scaling: subject (each session's own mean and deviation), model (those of the file) or none.</summary>
    public string Normalisation => Saved.PerSubject ? "subject" : Saved.Scaler is null ? "none" : "model";

    /// <summary>Refuses images that are not the model's.</summary>
    /// <remarks>
    /// Named channels must be the model's features in their order; a file without such a name must not have the name of another feature.
    /// </remarks>
    internal void RequireFeatures(IReadOnlyList<string> images, bool named)
    {
        var features = Saved.FeatureNames;
        var fits = images.Count == features.Count
            && images.Zip(features).All(pair => pair.First == pair.Second || (!named && !features.Contains(pair.First)));
        if (!fits)
        {
            throw new ImageException(
                $"{FileName} is a model of {string.Join(", ", features)}, in this order, and the images are {string.Join(", ", images)}; "
                + "give the same images in the same order or another model.");
        }
    }
}

/// <summary>The fit of a model to the voxels of several sessions.</summary>
/// <param name="Estimator">The method with its options.</param>
/// <param name="Order">The rule that numbered the labels.</param>
/// <param name="Sessions">Number of sessions whose voxels the model describes.</param>
public sealed record ModelFit(IEstimator Estimator, LabelOrder Order, int Sessions)
{
    /// <summary>Label of the subject, without sub-, whose sessions these are; null for all sessions of a data set.</summary>
    public string? Subject { get; init; }
}
