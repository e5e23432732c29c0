using System.Security.Cryptography;
using System.Text;
using GpuSeg.Engine.Fitting;
using GpuSeg.Images;

namespace GpuSeg.Studies.Models;

/// <summary>A model from a file that labels images in the place of a fit, so that a label means the same in all of them.</summary>
/// <param name="Saved">What the file holds.</param>
/// <param name="Path">The file.</param>
/// <param name="Sha256">Of its bytes, in lower-case hex.</param>
public sealed record AppliedModel(SavedModel Saved, string Path, string Sha256)
{
    /// <summary>Reads a model; see <see cref="ModelFile.Read"/>.</summary>
    /// <exception cref="ImageException">It cannot be read or is no model; the message names file and key.</exception>
    public static AppliedModel Read(string path)
    {
        // Read once: a model that is replaced meanwhile would have the other one's hash.
        var text = ModelFile.ReadText(path);
        return new(ModelFile.Parse(text, path), path, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))));
    }

    /// <summary>The fit that made the model; null if the model was given.</summary>
    public ModelFit? Fit { get; init; }

    /// <summary>The file's name.</summary>
    public string FileName => System.IO.Path.GetFileName(Path);

    /// <summary>By what intensities are scaled: subject (each session's own mean and deviation), model (those of the file) or none.</summary>
    public string Normalisation => Saved.PerSubject ? "subject" : Saved.Scaler is null ? "none" : "model";

    /// <summary>Refuses images that are not the model's: channels that were named must be its features in their order; of files that were not, none may have the name of another feature.</summary>
    internal void RequireFeatures(IReadOnlyList<string> images, bool named)
    {
        var features = Saved.FeatureNames;
        var fits = images.Count == features.Count
            && images.Zip(features).All(pair => pair.First == pair.Second || (!named && !features.Contains(pair.First)));
        if (!fits)
        {
            throw new ImageException($"{FileName} is a model of {string.Join(", ", features)}, in this order, and the images are {string.Join(", ", images)}; "
                + "give the same images in the same order or another model.");
        }
    }
}

/// <summary>The fit of a model to the voxels of several sessions.</summary>
/// <param name="Estimator">The method with its options.</param>
/// <param name="Order">The rule that numbered the labels.</param>
/// <param name="Sessions">Number of sessions whose voxels the model describes.</param>
public sealed record ModelFit(IEstimator Estimator, LabelOrder Order, int Sessions);
