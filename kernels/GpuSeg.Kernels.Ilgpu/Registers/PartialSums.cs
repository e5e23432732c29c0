using ILGPU;

namespace GpuSeg.Kernels.Ilgpu.Registers;

/// <summary>
/// A float32 sum that keeps its rounding error (Kahan). Log-densities all have one sign: added plainly, a few hundred of them are
/// wrong by 1e-6 of a voxel's.
/// </summary>
internal struct RunningSum
{
    public float Value;
    private float _excess;

    /// <summary>Returns <paramref name="sum"/> and <paramref name="value"/> added.</summary>
    public static RunningSum Add(RunningSum sum, float value)
    {
        var term = value - sum._excess;
        var next = sum.Value + term;
        return new() { Value = next, _excess = next - sum.Value - term };
    }
}

/// <summary>The writing of sums to memory: a row of partial sums per work-item or per warp.</summary>
internal interface ISink
{
    /// <summary>The row of the calling work-item.</summary>
    static abstract long Row { get; }

    /// <summary>Number of rows that a launch of this kernel writes.</summary>
    static abstract long RowCount { get; }

    /// <summary>Writes the row's <paramref name="value"/>; every work-item of a group calls it.</summary>
    static abstract void Put(float value, ArrayView<float> to, long at);
}

/// <summary>A row per work-item, which needs nothing that an OpenCL device may lack.</summary>
internal struct ItemSink : ISink
{
    public static long Row => ((long)Grid.IdxX * Group.DimX) + Group.IdxX;

    public static long RowCount => (long)Grid.DimX * Group.DimX;

    public static void Put(float value, ArrayView<float> to, long at) => to[at] = value;
}

/// <summary>A row per warp of 32 lanes, which are added up in a fixed tree.</summary>
/// <remarks>
/// Exchanging in pairs leaves every lane with the same sum, and all lanes write it: a loop or a branch here would be repeated for every
/// sum of a kernel and make ILGPU's compiler ten times slower.
/// </remarks>
internal struct WarpSink : ISink
{
    /// <summary>Number of lanes of a warp.</summary>
    public const int Lanes = 32;

    public static long Row => ItemSink.Row / Lanes;

    public static long RowCount => ItemSink.RowCount / Lanes;

    public static void Put(float value, ArrayView<float> to, long at)
    {
        value += Warp.ShuffleXor(value, 16);
        value += Warp.ShuffleXor(value, 8);
        value += Warp.ShuffleXor(value, 4);
        value += Warp.ShuffleXor(value, 2);
        value += Warp.ShuffleXor(value, 1);
        to[at] = value;
    }
}
