using ILGPU;

namespace GpuSeg.Kernels.Ilgpu.Registers;

/// <summary>A lower triangle in registers, packed by rows as <see cref="Engine.Passes.Triangular"/> in memory.</summary>
internal interface ITriangle<T, TVector>
    where T : unmanaged, ITriangle<T, TVector>
    where TVector : unmanaged, IVector<TVector>
{
    /// <summary>Number of entries.</summary>
    static abstract int Size { get; }

    /// <summary>Computes |U d|^2 for the triangle U at <paramref name="at"/>, whose rows are read when needed.</summary>
    static abstract float SquaredNorm(ArrayView<float> factor, long at, TVector d);

    /// <summary>Computes U d for the triangle U at <paramref name="at"/>.</summary>
    static abstract TVector Multiply(ArrayView<float> factor, long at, TVector d);

    /// <summary>Adds weight d d'.</summary>
    static abstract void AddOuter(ref T sum, float weight, TVector d);

    /// <summary>Writes the entries, <paramref name="stride"/> apart.</summary>
    static abstract void Store<TSink>(T values, ArrayView<float> to, long at, long stride)
        where TSink : ISink;
}

/// <summary>No row, the end of the nesting.</summary>
internal struct NoRows : ITriangle<NoRows, NoNumbers>
{
    public static int Size => 0;

    public static float SquaredNorm(ArrayView<float> factor, long at, NoNumbers d) => 0f;

    public static NoNumbers Multiply(ArrayView<float> factor, long at, NoNumbers d) => default;

    public static void AddOuter(ref NoRows sum, float weight, NoNumbers d)
    {
    }

    public static void Store<TSink>(NoRows values, ArrayView<float> to, long at, long stride)
        where TSink : ISink
    {
    }
}

/// <summary>The rows of <typeparamref name="TTop"/> and below them a row that is one longer than their last.</summary>
internal struct Rows<TTop, TInitial> : ITriangle<Rows<TTop, TInitial>, Numbers<TInitial>>
    where TTop : unmanaged, ITriangle<TTop, TInitial>
    where TInitial : unmanaged, IVector<TInitial>
{
    public TTop Top;
    public Numbers<TInitial> Row;

    public static int Size => TTop.Size + TInitial.Length + 1;

    public static float SquaredNorm(ArrayView<float> factor, long at, Numbers<TInitial> d)
    {
        var y = LastOf(factor, at, d);
        return TTop.SquaredNorm(factor, at, d.Initial) + (y * y);
    }

    public static Numbers<TInitial> Multiply(ArrayView<float> factor, long at, Numbers<TInitial> d) => new()
    {
        Initial = TTop.Multiply(factor, at, d.Initial),
        Last = LastOf(factor, at, d),
    };

    public static void AddOuter(ref Rows<TTop, TInitial> sum, float weight, Numbers<TInitial> d)
    {
        TTop.AddOuter(ref sum.Top, weight, d.Initial);
        Numbers<TInitial>.AddScaled(ref sum.Row, weight * d.Last, d);
    }

    public static void Store<TSink>(Rows<TTop, TInitial> values, ArrayView<float> to, long at, long stride)
        where TSink : ISink
    {
        TTop.Store<TSink>(values.Top, to, at, stride);
        Numbers<TInitial>.Store<TSink>(values.Row, to, at + (TTop.Size * stride), stride);
    }

    private static float LastOf(ArrayView<float> factor, long at, Numbers<TInitial> d) =>
        Numbers<TInitial>.Dot(Numbers<TInitial>.Load(factor, at + TTop.Size, 1), d);
}
