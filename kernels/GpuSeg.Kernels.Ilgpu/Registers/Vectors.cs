using ILGPU;
using ILGPU.Algorithms;

namespace GpuSeg.Kernels.Ilgpu.Registers;

// ILGPU 1.5.3 puts every array of a kernel into local memory and unrolls no loop. Nested structs whose methods recurse over the nesting
// become plain registers instead: the length is a type, which ModelShape builds at run time.

/// <summary>A few numbers in registers.</summary>
internal interface IVector<T>
    where T : unmanaged, IVector<T>
{
    /// <summary>Number of numbers.</summary>
    static abstract int Length { get; }

    /// <summary>Loads the numbers at <paramref name="at"/>, at + stride, at + 2 stride, ...</summary>
    static abstract T Load(ArrayView<float> from, long at, long stride);

    /// <summary>Loads voxel <paramref name="index"/> of <paramref name="count"/>.</summary>
    static abstract T Voxel<TVoxels>(TVoxels voxels, long index, long count)
        where TVoxels : struct, IVoxelStore;

    /// <summary>Returns a - b.</summary>
    static abstract T Subtract(T a, T b);

    /// <summary>Returns the products of the numbers.</summary>
    static abstract T Product(T a, T b);

    /// <summary>Adds factor times <paramref name="value"/>.</summary>
    static abstract void AddScaled(ref T sum, float factor, T value);

    /// <summary>Returns the sum of the products.</summary>
    static abstract float Dot(T a, T b);

    /// <summary>Returns the sum.</summary>
    static abstract float Sum(T values);

    /// <summary>Returns the largest number.</summary>
    static abstract float Largest(T values);

    /// <summary>Returns the place of the first of the largest.</summary>
    static abstract int FirstLargest(T values);

    /// <summary>Returns 1 at <paramref name="place"/> and 0 elsewhere.</summary>
    static abstract T Indicator(int place);

    /// <summary>Returns 2^(value - shift).</summary>
    static abstract T Exp2(T values, float shift);

    /// <summary>Writes the numbers, <paramref name="stride"/> apart.</summary>
    static abstract void Store<TSink>(T values, ArrayView<float> to, long at, long stride)
        where TSink : ISink;
}

/// <summary>No number, the end of the nesting.</summary>
internal struct NoNumbers : IVector<NoNumbers>
{
    public static int Length => 0;

    public static NoNumbers Load(ArrayView<float> from, long at, long stride) => default;

    public static NoNumbers Voxel<TVoxels>(TVoxels voxels, long index, long count)
        where TVoxels : struct, IVoxelStore => default;

    public static NoNumbers Subtract(NoNumbers a, NoNumbers b) => default;

    public static NoNumbers Product(NoNumbers a, NoNumbers b) => default;

    public static void AddScaled(ref NoNumbers sum, float factor, NoNumbers value)
    {
    }

    public static float Dot(NoNumbers a, NoNumbers b) => 0f;

    public static float Sum(NoNumbers values) => 0f;

    public static float Largest(NoNumbers values) => float.NegativeInfinity;

    public static int FirstLargest(NoNumbers values) => 0;

    public static NoNumbers Indicator(int place) => default;

    public static NoNumbers Exp2(NoNumbers values, float shift) => default;

    public static void Store<TSink>(NoNumbers values, ArrayView<float> to, long at, long stride)
        where TSink : ISink
    {
    }
}

/// <summary>The numbers of <typeparamref name="TInitial"/> and one more.</summary>
internal struct Numbers<TInitial> : IVector<Numbers<TInitial>>
    where TInitial : unmanaged, IVector<TInitial>
{
    public TInitial Initial;
    public float Last;

    public static int Length => TInitial.Length + 1;

    public static Numbers<TInitial> Load(ArrayView<float> from, long at, long stride) => new()
    {
        Initial = TInitial.Load(from, at, stride),
        Last = from[at + (TInitial.Length * stride)],
    };

    public static Numbers<TInitial> Voxel<TVoxels>(TVoxels voxels, long index, long count)
        where TVoxels : struct, IVoxelStore => new()
        {
            Initial = TInitial.Voxel(voxels, index, count),
            Last = voxels[index + (TInitial.Length * count)],
        };

    public static Numbers<TInitial> Subtract(Numbers<TInitial> a, Numbers<TInitial> b) => new()
    {
        Initial = TInitial.Subtract(a.Initial, b.Initial),
        Last = a.Last - b.Last,
    };

    public static Numbers<TInitial> Product(Numbers<TInitial> a, Numbers<TInitial> b) => new()
    {
        Initial = TInitial.Product(a.Initial, b.Initial),
        Last = a.Last * b.Last,
    };

    public static void AddScaled(ref Numbers<TInitial> sum, float factor, Numbers<TInitial> value)
    {
        TInitial.AddScaled(ref sum.Initial, factor, value.Initial);
        sum.Last += factor * value.Last;
    }

    public static float Dot(Numbers<TInitial> a, Numbers<TInitial> b) => TInitial.Dot(a.Initial, b.Initial) + (a.Last * b.Last);

    public static float Sum(Numbers<TInitial> values) => TInitial.Sum(values.Initial) + values.Last;

    public static float Largest(Numbers<TInitial> values) => XMath.Max(TInitial.Largest(values.Initial), values.Last);

    public static int FirstLargest(Numbers<TInitial> values) =>
        values.Last > TInitial.Largest(values.Initial) ? TInitial.Length : TInitial.FirstLargest(values.Initial);

    public static Numbers<TInitial> Indicator(int place) => new()
    {
        Initial = TInitial.Indicator(place),
        Last = place == TInitial.Length ? 1f : 0f,
    };

    public static Numbers<TInitial> Exp2(Numbers<TInitial> values, float shift) => new()
    {
        Initial = TInitial.Exp2(values.Initial, shift),
        Last = XMath.Exp2(values.Last - shift),
    };

    public static void Store<TSink>(Numbers<TInitial> values, ArrayView<float> to, long at, long stride)
        where TSink : ISink
    {
        TInitial.Store<TSink>(values.Initial, to, at, stride);
        TSink.Put(values.Last, to, at + (TInitial.Length * stride));
    }
}
