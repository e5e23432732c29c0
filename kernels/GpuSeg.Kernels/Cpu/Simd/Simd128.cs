using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace GpuSeg.Kernels.Cpu.Simd;

/// <summary>4 lanes in a vector of 128 bits.</summary>
internal readonly unsafe struct Simd128(Vector128<float> value) : ISimd<Simd128>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    private readonly Vector128<float> _value = value;

    public static int Width => 4;

    // Arm64 has 32, but was not measured.
    public static bool HasManyRegisters => false;

    [MethodImpl(Inline)]
    public static Simd128 operator +(Simd128 a, Simd128 b) => new(a._value + b._value);

    [MethodImpl(Inline)]
    public static Simd128 operator -(Simd128 a, Simd128 b) => new(a._value - b._value);

    [MethodImpl(Inline)]
    public static Simd128 operator *(Simd128 a, Simd128 b) => new(a._value * b._value);

    [MethodImpl(Inline)]
    public static Simd128 operator /(Simd128 a, Simd128 b) => new(a._value / b._value);

    [MethodImpl(Inline)]
    public static Simd128 Load(float* source) => new(Vector128.Load(source));

    [MethodImpl(Inline)]
    public static void Store(Simd128 value, float* destination) => value._value.Store(destination);

    [MethodImpl(Inline)]
    public static Simd128 Broadcast(float value) => new(Vector128.Create(value));

    [MethodImpl(Inline)]
    public static Simd128 MultiplyAdd(Simd128 a, Simd128 b, Simd128 c) => new(Vector128.FusedMultiplyAdd(a._value, b._value, c._value));

    [MethodImpl(Inline)]
    public static Simd128 Max(Simd128 a, Simd128 b) => new(Vector128.MaxNative(a._value, b._value));

    [MethodImpl(Inline)]
    public static Simd128 Min(Simd128 a, Simd128 b) => new(Vector128.MinNative(a._value, b._value));

    [MethodImpl(Inline)]
    public static Simd128 IfGreater(Simd128 a, Simd128 b, Simd128 yes, Simd128 no) =>
        new(Vector128.ConditionalSelect(Vector128.GreaterThan(a._value, b._value), yes._value, no._value));

    [MethodImpl(Inline)]
    public static Simd128 AddIfGreater(Simd128 a, Simd128 b, Simd128 sum, Simd128 x) =>
        new(sum._value + (Vector128.GreaterThan(a._value, b._value) & x._value));

    [MethodImpl(Inline)]
    public static Simd128 AddIfEqual(Simd128 a, Simd128 b, Simd128 sum, Simd128 x) =>
        new(sum._value + (Vector128.Equals(a._value, b._value) & x._value));

    [MethodImpl(Inline)]
    public static int CountGreater(Simd128 a, Simd128 b) =>
        BitOperations.PopCount(Vector128.ExtractMostSignificantBits(Vector128.GreaterThan(a._value, b._value)));

    [MethodImpl(Inline)]
    public static Simd128 IfEqual(Simd128 a, Simd128 b, Simd128 value) => new(Vector128.Equals(a._value, b._value) & value._value);

    [MethodImpl(Inline)]
    public static Simd128 Scale(Simd128 value, Simd128 shifted) =>
        new((value._value.AsInt32() + (shifted._value.AsInt32() << 23)).AsSingle());

    [MethodImpl(Inline)]
    public static Simd128 BiasedExponent(Simd128 value) => new(Vector128.ConvertToSingle(value._value.AsInt32() >> 23));

    [MethodImpl(Inline)]
    public static Simd128 Mantissa(Simd128 value) =>
        new(((value._value.AsInt32() & Vector128.Create(0x007fffff)) | Vector128.Create(0x3f800000)).AsSingle());
}
