using ILGPU;

namespace GpuSeg.Kernels.Ilgpu;

/// <summary>How the sums of the work-items reach memory: one row of partial sums per work-item or per warp.</summary>
internal interface ISink
{
    /// <summary>The row of the calling work-item.</summary>
    static abstract long Row { get; }

    /// <summary>Rows that one launch of this kernel writes.</summary>
    static abstract long RowCount { get; }

    /// <summary>Puts the row's <paramref name="value"/> at <paramref name="at"/>; every work-item of a group calls it.</summary>
    static abstract void Put(float value, ArrayView<float> to, long at);
}

/// <summary>Every work-item writes its own row: nothing that an OpenCL device may lack.</summary>
internal struct ItemSink : ISink
{
    public static long Row => ((long)Grid.IdxX * Group.DimX) + Group.IdxX;

    public static long RowCount => (long)Grid.DimX * Group.DimX;

    public static void Put(float value, ArrayView<float> to, long at) => to[at] = value;
}

/// <summary>Every warp adds up its lanes, always in the same tree, and writes one row.</summary>
internal struct WarpSink : ISink
{
    public static long Row => ItemSink.Row / Warp.WarpSize;

    public static long RowCount => ItemSink.RowCount / Warp.WarpSize;

    public static void Put(float value, ArrayView<float> to, long at)
    {
        for (var lanes = Warp.WarpSize / 2; lanes > 0; lanes /= 2)
        {
            value += Warp.ShuffleDown(value, lanes);
        }

        if (Warp.IsFirstLane)
        {
            to[at] = value;
        }
    }
}
