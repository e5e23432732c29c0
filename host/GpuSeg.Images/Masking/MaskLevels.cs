using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace GpuSeg.Images.Masking;

/// <summary>Statistics of a mask file's values, which distinguish masks, graded masks, labels and images.</summary>
internal sealed class MaskLevels
{
    /// <summary>Most different labels that are listed.</summary>
    public const int MostLabels = 1000;

    // A program that scales to integers leaves labels a little off.
    private const float Tolerance = 1e-3f;

    // Values this close to the greatest are the same level with rounding errors.
    private const float SameLevel = 0.99f;

    private readonly HashSet<float> _labels = [];
    private float _first;
    private float _last;

    /// <summary>Number of voxels that are finite and not 0.</summary>
    public int NonZero { get; private set; }

    /// <summary>Number of finite voxels below 0.</summary>
    public int Negative { get; private set; }

    /// <summary>The lowest value that is not 0; infinite if all are.</summary>
    public float Least { get; private set; } = float.PositiveInfinity;

    /// <summary>The greatest value that is not 0; negative infinity if all are 0.</summary>
    public float Greatest { get; private set; } = float.NegativeInfinity;

    /// <summary>Whether some values are not whole numbers.</summary>
    public bool HasFractions { get; private set; }

    /// <summary>The whole numbers among the values except 0, ascending; at most one more than <see cref="MostLabels"/>.</summary>
    public IReadOnlyList<float> Labels => [.. _labels.Order()];

    /// <summary>Whether all values except 0 are one level, as those of a mask are.</summary>
    public bool IsOneLevel => Least == Greatest || Least >= SameLevel * Greatest;

    /// <summary>Adds a piece of the file.</summary>
    public void Add(ReadOnlySpan<float> values)
    {
        // Most pieces are background and one other value; bits are compared many at a time.
        var bits = MemoryMarshal.Cast<float, int>(values);
        var first = BitConverter.SingleToInt32Bits(_first);
        if (!bits.ContainsAnyExcept(0, first))
        {
            NonZero += first == 0 ? 0 : bits.Count(first);
            Negative += _first < 0 ? bits.Count(first) : 0;
            return;
        }

        foreach (var value in values)
        {
            if (value != 0 && float.IsFinite(value))
            {
                Add(value);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Add(float value)
    {
        NonZero++;
        Negative += value < 0 ? 1 : 0;
        if (value != _last)
        {
            AddLevel(value);
        }
    }

    private void AddLevel(float value)
    {
        _last = value;
        _first = _first == 0 ? value : _first;
        (Least, Greatest) = (Math.Min(Least, value), Math.Max(Greatest, value));
        var label = MathF.Round(value);
        if (label == 0 || Math.Abs(value - label) > Tolerance)
        {
            HasFractions = true;
        }
        else if (_labels.Count <= MostLabels)
        {
            _labels.Add(label);
        }
    }
}
