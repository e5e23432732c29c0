using System.Globalization;
using GpuSeg.Images.Nifti;

namespace GpuSeg.Images.Masking;

/// <summary>Images that were tested, and the rule or the mask file that selects their voxels.</summary>
internal sealed class MaskInput
{
    /// <summary>The images.</summary>
    public required IReadOnlyList<ImageFile> Images { get; init; }

    /// <summary>The tests of every image.</summary>
    public required IReadOnlyList<VoxelBits> Bits { get; init; }

    /// <summary>The values of every image; needed for the rule auto.</summary>
    public IReadOnlyList<IPackedValues> Values { get; init; } = [];

    /// <summary>The rule.</summary>
    public MaskRule Rule { get; init; }

    /// <summary>The enclosed holes to fill; holes of a mask file are filled in its own voxels.</summary>
    public HoleFill Fill { get; init; }

    /// <summary>The voxels inside the mask file, or null for the rule.</summary>
    public MaskRegion? File { get; init; }

    /// <summary>The voxels to leave out of the fit, or null.</summary>
    public MaskExclusion? Exclusion { get; init; }

    /// <summary>Describes the voxels of the mask, as a predicate for a message.</summary>
    public string Condition => (File, Rule.Kind) switch
    {
        ({ } file, _) => $"inside the mask {file.Image.Path} and finite in every image",
        (_, MaskRuleKind.Positive) => "finite and > 0 in every image",
        (_, MaskRuleKind.NonZero) => "finite and not 0 in every image",
        (_, MaskRuleKind.Above) => string.Create(CultureInfo.InvariantCulture, $"finite and above {Rule.Value} in every image"),
        (_, MaskRuleKind.Any) => "finite in every image and not 0 in all of them",
        (_, MaskRuleKind.Auto) => "inside the automatic mask and finite in every image",
        _ => "finite in every image",
    };

    /// <summary>Counts the voxels that each image alone, and the mask file, would keep.</summary>
    public IEnumerable<string> KeptByEach()
    {
        var isTested = File is null && Rule.Test is not null;
        var kept = Images.Zip(Bits, (image, bits) => $"{image.Name} {BitPacking.Count(isTested ? bits.Kept : bits.Finite)}");
        return File is null ? kept : kept.Append($"{File.Image.Name} {BitPacking.Count(File.Bits.Kept)}");
    }
}
