using GpuSeg.Images;
using GpuSeg.Studies.Lesions;

namespace GpuSeg.Studies.Segmentation;

/// <summary>The images by which clusters are named CSF, GM and WM.</summary>
/// <param name="Given">Names of the images that the user gave a contrast; other contrasts are found by the names of images.</param>
public sealed record TissueNaming(IReadOnlyDictionary<LesionContrast, string> Given)
{
    /// <summary>The contrasts by their names in <c>t1=NAME,flair=NAME</c>.</summary>
    public static IReadOnlyDictionary<string, LesionContrast> Contrasts { get; } = new Dictionary<string, LesionContrast>
    {
        ["t1"] = LesionContrast.T1,
        ["t1c"] = LesionContrast.T1Contrast,
        ["t2"] = LesionContrast.T2,
        ["flair"] = LesionContrast.Flair,
        ["adc"] = LesionContrast.Adc,
    };

    /// <summary>Writes the option: auto, or t1=NAME,flair=NAME.</summary>
    public override string ToString() => Given.Count == 0
        ? "auto"
        : string.Join(',', Contrasts.Where(contrast => Given.ContainsKey(contrast.Value))
            .Select(contrast => $"{contrast.Key}={Given[contrast.Value]}"));

    /// <summary>Finds the image of each contrast.</summary>
    /// <exception cref="ImageException">No image has a given name.</exception>
    internal IReadOnlyDictionary<LesionContrast, int> Images(IReadOnlyList<string> names)
    {
        var images = new Dictionary<LesionContrast, int>();
        foreach (var (contrast, name) in Given)
        {
            images[contrast] = names.ToList().IndexOf(name) is >= 0 and var index ? index : throw new ImageException(
                $"No image is called {name}, which the names of tissues need as {LesionContrasts.NameOf(contrast)}; "
                + $"the images are {string.Join(", ", names)}.");
        }

        for (var i = 0; i < names.Count; i++)
        {
            if (!Given.Values.Contains(names[i]) && LesionContrasts.Find(names[i]) is { } contrast)
            {
                images.TryAdd(contrast, i);
            }
        }

        return images;
    }
}
