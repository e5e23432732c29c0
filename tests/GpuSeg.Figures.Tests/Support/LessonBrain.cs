using System.Text.Json;
using GpuSeg.Figures.Model;
using GpuSeg.Images.Masking;
using GpuSeg.Images.Nifti;

namespace GpuSeg.Figures.Tests;

/// <summary>The images of the lesson, and NumPy's description of them.</summary>
internal static class LessonBrain
{
    private static readonly string[] s_files = ["t1", "t1_contrast", "flair", "adc"];
    private static readonly Lazy<Brain> s_brain = new(Read);

    public static IReadOnlyList<string> Names { get; } = ["t1", "t1c", "flair", "adc"];

    /// <summary>Returns the images; skips the test if the data are absent.</summary>
    public static Brain Get()
    {
        Shared.File();
        return s_brain.Value;
    }

    public static JsonElement Description() =>
        JsonDocument.Parse(File.ReadAllText(Shared.File("golden", "brain", "data_description.json"))).RootElement;

    private static Brain Read()
    {
        var images = NiftiReader.ReadAll([.. s_files.Select(name => Shared.File("data", "lesson", $"{name}.nii.gz"))]);
        return Brain.FromImages(images, VoxelMask.FromRule(images));
    }
}
