using System.Globalization;

namespace GpuSeg.Images.Masking;

/// <summary>The kinds of <see cref="MaskRule"/>.</summary>
public enum MaskRuleKind
{
    /// <summary>Voxels that are finite and greater than 0 in every image.</summary>
    Positive,

    /// <summary>Voxels that are finite and not 0 in every image.</summary>
    NonZero,

    /// <summary>Voxels that are finite in every image.</summary>
    Finite,

    /// <summary>Voxels that are finite and greater than <see cref="MaskRule.Value"/> in every image.</summary>
    Above,

    /// <summary>Voxels that are not 0 in at least one image and finite in every image; zeros of the other images are values.</summary>
    Any,

    /// <summary>Voxels of a mask that is computed from the images, see <see cref="AutomaticMask"/>.</summary>
    Auto,
}

/// <summary>The rule that selects the voxels of images without a mask file. It tests the values as float32.</summary>
public readonly record struct MaskRule
{
    private const string AbovePrefix = "above:";

    private MaskRule(MaskRuleKind kind, double value = 0) => (Kind, Value) = (kind, value);

    /// <summary>Finite and greater than 0 in every image; the default.</summary>
    public static MaskRule Positive => new(MaskRuleKind.Positive);

    /// <summary>Finite and not 0 in every image.</summary>
    public static MaskRule NonZero => new(MaskRuleKind.NonZero);

    /// <summary>Finite in every image.</summary>
    public static MaskRule Finite => new(MaskRuleKind.Finite);

    /// <summary>Not 0 in at least one image, and finite in every image.</summary>
    public static MaskRule Any => new(MaskRuleKind.Any);

    /// <summary>Inside the head or brain that is found in the images, see <see cref="AutomaticMask"/>.</summary>
    public static MaskRule Auto => new(MaskRuleKind.Auto);

    /// <summary>The spellings of all rules.</summary>
    public static IReadOnlyList<string> Spellings => ["positive", "nonzero", "finite", "above:VALUE", "any", "auto"];

    /// <summary>The kind of the rule.</summary>
    public MaskRuleKind Kind { get; }

    /// <summary>The value that voxels must exceed in <see cref="MaskRuleKind.Above"/>; 0 for the other kinds.</summary>
    public double Value { get; }

    /// <summary>Creates the rule that keeps voxels that are finite and greater than a value in every image.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not a finite float32.</exception>
    public static MaskRule Above(double value) => float.IsFinite((float)value)
        ? new(MaskRuleKind.Above, value + 0.0)
        : throw new ArgumentOutOfRangeException(nameof(value), value, "A voxel can only exceed a finite float32.");

    /// <summary>Parses a rule as <see cref="ToString"/> writes it.</summary>
    /// <exception cref="FormatException">The text is not a rule.</exception>
    public static MaskRule Parse(string text) => TryParse(text, out var rule)
        ? rule
        : throw new FormatException($"'{text}' is not a mask rule; the rules are {string.Join(", ", Spellings)}.");

    /// <summary>Parses a rule as <see cref="ToString"/> writes it; returns false if the text is not a rule.</summary>
    public static bool TryParse(string? text, out MaskRule rule)
    {
        MaskRule? found = text switch
        {
            "positive" => Positive,
            "nonzero" => NonZero,
            "finite" => Finite,
            "any" => Any,
            "auto" => Auto,
            _ => IsAbove(text, out var value) ? new(MaskRuleKind.Above, value + 0.0) : null,
        };
        rule = found ?? default;
        return found is not null;
    }

    /// <summary>Returns the spelling of the rule, such as nonzero or above:-200.</summary>
    public override string ToString() => Kind == MaskRuleKind.Above
        ? AbovePrefix + Value.ToString("R", CultureInfo.InvariantCulture)
        : Kind.ToString().ToLowerInvariant();

    /// <summary>The test that a voxel must pass in every image, or null if the rule looks at all images together.</summary>
    internal VoxelTest? Test => Kind switch
    {
        MaskRuleKind.Positive => VoxelTest.Positive,
        MaskRuleKind.NonZero => VoxelTest.NonZero,
        MaskRuleKind.Finite => VoxelTest.Finite,
        MaskRuleKind.Above => VoxelTest.Above((float)Value),
        _ => null,
    };

    private static bool IsAbove(string? text, out double value)
    {
        value = 0;
        return text is not null && text.StartsWith(AbovePrefix, StringComparison.Ordinal)
            && double.TryParse(text.AsSpan(AbovePrefix.Length), NumberStyles.Float, CultureInfo.InvariantCulture, out value)
            && float.IsFinite((float)value);
    }
}

/// <summary>The treatment of enclosed holes of a mask: voxels outside the mask whose face neighbours do not lead to the border.</summary>
public enum HoleFill
{
    /// <summary>
    /// Under the rule positive, fills the holes that interpolation made, see <see cref="HoleFilling"/>; fills no hole under other rules.
    /// </summary>
    Interpolated,

    /// <summary>Fills no hole.</summary>
    None,

    /// <summary>Fills every hole, except voxels that are not finite.</summary>
    All,
}

/// <summary>The treatment of holes under a rule.</summary>
public static class HoleFills
{
    /// <summary>Returns the treatment that has an effect: holes of interpolation exist under the rule positive only.</summary>
    /// <param name="fill">The treatment.</param>
    /// <param name="rule">The rule.</param>
    /// <param name="hasFile">Whether a mask file takes the place of the rule.</param>
    public static HoleFill Under(this HoleFill fill, MaskRule rule, bool hasFile) =>
        fill == HoleFill.Interpolated && (hasFile || rule.Kind != MaskRuleKind.Positive) ? HoleFill.None : fill;
}

/// <summary>The test that a voxel of one image must pass: finite, and the value or its magnitude above a bound.</summary>
/// <param name="Bound">The bound.</param>
/// <param name="OfMagnitude">Whether the magnitude is tested.</param>
internal readonly record struct VoxelTest(float Bound, bool OfMagnitude)
{
    /// <summary>Finite and above 0.</summary>
    public static VoxelTest Positive => new(0, false);

    /// <summary>Finite and not 0.</summary>
    public static VoxelTest NonZero => new(0, true);

    /// <summary>Finite; used for images under a mask file.</summary>
    public static VoxelTest Finite => new(-1, true);

    /// <summary>Creates the test for finite values above a bound.</summary>
    public static VoxelTest Above(float bound) => new(bound, false);
}
