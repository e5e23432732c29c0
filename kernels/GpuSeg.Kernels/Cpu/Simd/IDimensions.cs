namespace GpuSeg.Kernels.Cpu.Simd;

/// <summary>
/// A number of features or clusters as a type: the compiler drops the branches of all other numbers and keeps the sums in registers.
/// </summary>
internal interface IDimensions
{
    static abstract int Count { get; }
}

internal readonly struct One : IDimensions
{
    public static int Count => 1;
}

internal readonly struct Two : IDimensions
{
    public static int Count => 2;
}

internal readonly struct Three : IDimensions
{
    public static int Count => 3;
}

internal readonly struct Four : IDimensions
{
    public static int Count => 4;
}
