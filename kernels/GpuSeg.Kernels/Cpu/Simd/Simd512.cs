using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace GpuSeg.Kernels.Cpu.Simd;

/// <summary>16 lanes in a vector of 512 bits.</summary>
internal readonly unsafe struct Simd512(Vector512<float> value) : ISimd<Simd512>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    private readonly Vector512<float> _value = value;

    public static int Width => 16;

    public static bool HasManyRegisters => true;

    [MethodImpl(Inline)]
    public static Simd512 operator +(Simd512 a, Simd512 b) => new(a._value + b._value);

    [MethodImpl(Inline)]
    public static Simd512 operator -(Simd512 a, Simd512 b) => new(a._value - b._value);

    [MethodImpl(Inline)]
    public static Simd512 operator *(Simd512 a, Simd512 b) => new(a._value * b._value);

    [MethodImpl(Inline)]
    public static Simd512 operator /(Simd512 a, Simd512 b) => new(a._value / b._value);

    [MethodImpl(Inline)]
    public static Simd512 Load(float* source) => new(Vector512.Load(source));

    [MethodImpl(Inline)]
    public static void Store(Simd512 value, float* destination) => value._value.Store(destination);

    [MethodImpl(Inline)]
    public static Simd512 Broadcast(float value) => new(Vector512.Create(value));

    [MethodImpl(Inline)]
    public static Simd512 MultiplyAdd(Simd512 a, Simd512 b, Simd512 c) => new(Vector512.FusedMultiplyAdd(a._value, b._value, c._value));

    [MethodImpl(Inline)]
    public static Simd512 Max(Simd512 a, Simd512 b) => new(Vector512.MaxNative(a._value, b._value));

    [MethodImpl(Inline)]
    public static Simd512 Min(Simd512 a, Simd512 b) => new(Vector512.MinNative(a._value, b._value));

    [MethodImpl(Inline)]
    public static Simd512 IfGreater(Simd512 a, Simd512 b, Simd512 yes, Simd512 no) =>
        new(Vector512.ConditionalSelect(Vector512.GreaterThan(a._value, b._value), yes._value, no._value));

    // The comparison is written in full each time: the compiler makes one mask of all, but of a mask in a variable it makes a vector.
    [MethodImpl(Inline)]
    public static Simd512 AddIfGreater(Simd512 a, Simd512 b, Simd512 sum, Simd512 x) =>
        new(Vector512.ConditionalSelect(Vector512.GreaterThan(a._value, b._value), sum._value + x._value, sum._value));

    [MethodImpl(Inline)]
    public static Simd512 AddIfEqual(Simd512 a, Simd512 b, Simd512 sum, Simd512 x) =>
        new(Vector512.ConditionalSelect(Vector512.Equals(a._value, b._value), sum._value + x._value, sum._value));

    [MethodImpl(Inline)]
    public static int CountGreater(Simd512 a, Simd512 b) =>
        BitOperations.PopCount(Vector512.ExtractMostSignificantBits(Vector512.GreaterThan(a._value, b._value)));

    [MethodImpl(Inline)]
    public static Simd512 IfEqual(Simd512 a, Simd512 b, Simd512 value) => new(Vector512.Equals(a._value, b._value) & value._value);

    [MethodImpl(Inline)]
    public static Simd512 Scale(Simd512 value, Simd512 shifted) =>
        new((value._value.AsInt32() + (shifted._value.AsInt32() << 23)).AsSingle());

    [MethodImpl(Inline)]
    public static Simd512 BiasedExponent(Simd512 value) => new(Vector512.ConvertToSingle(value._value.AsInt32() >> 23));

    [MethodImpl(Inline)]
    public static Simd512 Mantissa(Simd512 value) =>
        new(((value._value.AsInt32() & Vector512.Create(0x007fffff)) | Vector512.Create(0x3f800000)).AsSingle());
}
