using System.Runtime.CompilerServices;
using GpuSeg.Kernels.Cpu.Chunks;

namespace GpuSeg.Kernels.Cpu.Simd;

/// <summary>Up to four features of a vector of voxels, which the compiler keeps in registers.</summary>
internal unsafe interface IFeatureVectors<TSelf, TSimd>
    where TSelf : struct, IFeatureVectors<TSelf, TSimd>
    where TSimd : unmanaged, ISimd<TSimd>
{
    /// <summary>Number of features.</summary>
    static abstract int Count { get; }

    /// <summary>Loads the voxels from <paramref name="x"/> on, <paramref name="stride"/> from one feature to the next.</summary>
    static abstract TSelf Load(float* x, nint stride);

    /// <summary>Writes the features, 16 lanes apart.</summary>
    void Store(float* lanes);

    /// <summary>Returns sum (x - c)^2 term by term; <paramref name="centre"/> holds 16 equal lanes for every feature.</summary>
    TSimd SquaredDistance(float* centre);

    /// <summary>Returns the squared distances of two vectors of voxels, feature by feature, so that few registers hold them.</summary>
    static abstract (TSimd A, TSimd B) SquaredDistances(TSelf a, TSelf b, float* centre);

    /// <summary>Adds <paramref name="x"/> in the lanes in which a &gt; b.</summary>
    TSelf AddIfGreater(TSimd a, TSimd b, TSelf x);

    /// <summary>Adds <paramref name="x"/> in the lanes in which a = b.</summary>
    TSelf AddIfEqual(TSimd a, TSimd b, TSelf x);

    /// <summary>Adds <paramref name="factor"/> <paramref name="x"/>.</summary>
    TSelf AddProduct(TSimd factor, TSelf x);
}

/// <summary>One feature.</summary>
internal unsafe struct FeatureVector<TSimd> : IFeatureVectors<FeatureVector<TSimd>, TSimd>
    where TSimd : unmanaged, ISimd<TSimd>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    private TSimd _x0;

    public static int Count => 1;

    [MethodImpl(Inline)]
    public static FeatureVector<TSimd> Load(float* x, nint stride) => new() { _x0 = TSimd.Load(x) };

    [MethodImpl(Inline)]
    public readonly void Store(float* lanes) => TSimd.Store(_x0, lanes);

    [MethodImpl(Inline)]
    public readonly TSimd SquaredDistance(float* centre)
    {
        var difference = _x0 - TSimd.Load(centre);
        return difference * difference;
    }

    [MethodImpl(Inline)]
    public static (TSimd A, TSimd B) SquaredDistances(FeatureVector<TSimd> a, FeatureVector<TSimd> b, float* centre)
    {
        var c = TSimd.Load(centre);
        var (differenceA, differenceB) = (a._x0 - c, b._x0 - c);
        return (differenceA * differenceA, differenceB * differenceB);
    }

    [MethodImpl(Inline)]
    public readonly FeatureVector<TSimd> AddIfGreater(TSimd a, TSimd b, FeatureVector<TSimd> x) =>
        new() { _x0 = TSimd.AddIfGreater(a, b, _x0, x._x0) };

    [MethodImpl(Inline)]
    public readonly FeatureVector<TSimd> AddIfEqual(TSimd a, TSimd b, FeatureVector<TSimd> x) =>
        new() { _x0 = TSimd.AddIfEqual(a, b, _x0, x._x0) };

    [MethodImpl(Inline)]
    public readonly FeatureVector<TSimd> AddProduct(TSimd factor, FeatureVector<TSimd> x) =>
        new() { _x0 = TSimd.MultiplyAdd(factor, x._x0, _x0) };
}

/// <summary>The features of <typeparamref name="TFeatures"/> and one more.</summary>
internal unsafe struct FeatureVectors<TFeatures, TSimd> : IFeatureVectors<FeatureVectors<TFeatures, TSimd>, TSimd>
    where TFeatures : struct, IFeatureVectors<TFeatures, TSimd>
    where TSimd : unmanaged, ISimd<TSimd>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    private TFeatures _first;
    private TSimd _last;

    public static int Count => TFeatures.Count + 1;

    [MethodImpl(Inline)]
    public static FeatureVectors<TFeatures, TSimd> Load(float* x, nint stride) =>
        new() { _first = TFeatures.Load(x, stride), _last = TSimd.Load(x + (TFeatures.Count * stride)) };

    [MethodImpl(Inline)]
    public readonly void Store(float* lanes)
    {
        _first.Store(lanes);
        TSimd.Store(_last, lanes + (TFeatures.Count * Chunking.Lanes));
    }

    [MethodImpl(Inline)]
    public readonly TSimd SquaredDistance(float* centre)
    {
        var distance = _first.SquaredDistance(centre);
        var difference = _last - TSimd.Load(centre + (TFeatures.Count * Chunking.Lanes));
        return TSimd.MultiplyAdd(difference, difference, distance);
    }

    [MethodImpl(Inline)]
    public static (TSimd A, TSimd B) SquaredDistances(FeatureVectors<TFeatures, TSimd> a, FeatureVectors<TFeatures, TSimd> b, float* centre)
    {
        var (distanceA, distanceB) = TFeatures.SquaredDistances(a._first, b._first, centre);
        var c = TSimd.Load(centre + (TFeatures.Count * Chunking.Lanes));
        var (differenceA, differenceB) = (a._last - c, b._last - c);
        return (TSimd.MultiplyAdd(differenceA, differenceA, distanceA), TSimd.MultiplyAdd(differenceB, differenceB, distanceB));
    }

    [MethodImpl(Inline)]
    public readonly FeatureVectors<TFeatures, TSimd> AddIfGreater(TSimd a, TSimd b, FeatureVectors<TFeatures, TSimd> x) =>
        new() { _first = _first.AddIfGreater(a, b, x._first), _last = TSimd.AddIfGreater(a, b, _last, x._last) };

    [MethodImpl(Inline)]
    public readonly FeatureVectors<TFeatures, TSimd> AddIfEqual(TSimd a, TSimd b, FeatureVectors<TFeatures, TSimd> x) =>
        new() { _first = _first.AddIfEqual(a, b, x._first), _last = TSimd.AddIfEqual(a, b, _last, x._last) };

    [MethodImpl(Inline)]
    public readonly FeatureVectors<TFeatures, TSimd> AddProduct(TSimd factor, FeatureVectors<TFeatures, TSimd> x) =>
        new() { _first = _first.AddProduct(factor, x._first), _last = TSimd.MultiplyAdd(factor, x._last, _last) };
}
