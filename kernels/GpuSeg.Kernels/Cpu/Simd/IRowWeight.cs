using System.Runtime.CompilerServices;

namespace GpuSeg.Kernels.Cpu.Simd;

/// <summary>Whether rows have weights, as a type: the compiler leaves no trace of absent weights.</summary>
internal unsafe interface IRowWeight
{
    /// <summary>Returns the weights of the rows from <paramref name="i"/> on.</summary>
    static abstract TSimd At<TSimd>(float* weights, nint i)
        where TSimd : unmanaged, ISimd<TSimd>;
}

/// <summary>Every row is one voxel; the pointer is not read.</summary>
internal readonly unsafe struct Unweighted : IRowWeight
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TSimd At<TSimd>(float* weights, nint i)
        where TSimd : unmanaged, ISimd<TSimd> => TSimd.Broadcast(1f);
}

internal readonly unsafe struct Weighted : IRowWeight
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TSimd At<TSimd>(float* weights, nint i)
        where TSimd : unmanaged, ISimd<TSimd> => TSimd.Load(weights + i);
}
