using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace GpuSeg.Kernels.Cpu.Simd;

/// <summary>8 lanes in a vector of 256 bits.</summary>
internal readonly unsafe struct Simd256(Vector256<float> value) : ISimd<Simd256>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    private readonly Vector256<float> _value = value;

    public static int Width => 8;

    public static bool HasManyRegisters => false;

    [MethodImpl(Inline)]
    public static Simd256 operator +(Simd256 a, Simd256 b) => new(a._value + b._value);

    [MethodImpl(Inline)]
    public static Simd256 operator -(Simd256 a, Simd256 b) => new(a._value - b._value);

    [MethodImpl(Inline)]
    public static Simd256 operator *(Simd256 a, Simd256 b) => new(a._value * b._value);

    [MethodImpl(Inline)]
    public static Simd256 operator /(Simd256 a, Simd256 b) => new(a._value / b._value);

    [MethodImpl(Inline)]
    public static Simd256 Load(float* source) => new(Vector256.Load(source));

    [MethodImpl(Inline)]
    public static void Store(Simd256 value, float* destination) => value._value.Store(destination);

    [MethodImpl(Inline)]
    public static Simd256 Broadcast(float value) => new(Vector256.Create(value));

    [MethodImpl(Inline)]
    public static Simd256 MultiplyAdd(Simd256 a, Simd256 b, Simd256 c) => new(Vector256.FusedMultiplyAdd(a._value, b._value, c._value));

    [MethodImpl(Inline)]
    public static Simd256 Max(Simd256 a, Simd256 b) => new(Vector256.MaxNative(a._value, b._value));

    [MethodImpl(Inline)]
    public static Simd256 Min(Simd256 a, Simd256 b) => new(Vector256.MinNative(a._value, b._value));

    [MethodImpl(Inline)]
    public static Simd256 IfGreater(Simd256 a, Simd256 b, Simd256 yes, Simd256 no) =>
        new(Vector256.ConditionalSelect(Vector256.GreaterThan(a._value, b._value), yes._value, no._value));

    [MethodImpl(Inline)]
    public static Simd256 AddIfGreater(Simd256 a, Simd256 b, Simd256 sum, Simd256 x) =>
        new(sum._value + (Vector256.GreaterThan(a._value, b._value) & x._value));

    [MethodImpl(Inline)]
    public static Simd256 AddIfEqual(Simd256 a, Simd256 b, Simd256 sum, Simd256 x) =>
        new(sum._value + (Vector256.Equals(a._value, b._value) & x._value));

    [MethodImpl(Inline)]
    public static int CountGreater(Simd256 a, Simd256 b) =>
        BitOperations.PopCount(Vector256.ExtractMostSignificantBits(Vector256.GreaterThan(a._value, b._value)));

    [MethodImpl(Inline)]
    public static Simd256 IfEqual(Simd256 a, Simd256 b, Simd256 value) => new(Vector256.Equals(a._value, b._value) & value._value);

    [MethodImpl(Inline)]
    public static Simd256 Scale(Simd256 value, Simd256 shifted) =>
        new((value._value.AsInt32() + (shifted._value.AsInt32() << 23)).AsSingle());

    [MethodImpl(Inline)]
    public static Simd256 BiasedExponent(Simd256 value) => new(Vector256.ConvertToSingle(value._value.AsInt32() >> 23));

    [MethodImpl(Inline)]
    public static Simd256 Mantissa(Simd256 value) =>
        new(((value._value.AsInt32() & Vector256.Create(0x007fffff)) | Vector256.Create(0x3f800000)).AsSingle());
}
