using GpuSeg.Kernels.Shared;
using ILGPU;

namespace GpuSeg.Kernels.Ilgpu.Registers;

/// <summary>A component's score of a voxel and its sums over voxels.</summary>
internal interface IComponent<T, TVector>
    where T : unmanaged, IComponent<T, TVector>
    where TVector : unmanaged, IVector<TVector>
{
    /// <summary>Number of floats that describe a component in memory.</summary>
    static abstract int Parameters { get; }

    /// <summary>Number of floats that a component adds up.</summary>
    static abstract int Sums { get; }

    /// <summary>
    /// Computes the score of voxel <paramref name="x"/> for the component at <paramref name="at"/>: a larger score is a better match.
    /// </summary>
    static abstract float Score(ArrayView<float> parameters, long at, TVector x);

    /// <summary>Adds voxel <paramref name="x"/> to the component's sums.</summary>
    static abstract void Add(ref T sums, float weight, ArrayView<float> parameters, long at, TVector x);

    /// <summary>Writes the sums, <paramref name="stride"/> apart.</summary>
    static abstract void Store<TSink>(T sums, ArrayView<float> to, long at, long stride)
        where TSink : ISink;
}

/// <summary>The coordinates that a Gaussian sums, computed from d = x - m.</summary>
internal interface ICoordinates
{
    /// <summary>Computes the coordinates.</summary>
    static abstract TVector From<TVector, TTriangle>(ArrayView<float> factor, long at, TVector d)
        where TVector : unmanaged, IVector<TVector>
        where TTriangle : unmanaged, ITriangle<TTriangle, TVector>;
}

/// <summary>d itself.</summary>
internal struct Centred : ICoordinates
{
    public static TVector From<TVector, TTriangle>(ArrayView<float> factor, long at, TVector d)
        where TVector : unmanaged, IVector<TVector>
        where TTriangle : unmanaged, ITriangle<TTriangle, TVector> => d;
}

/// <summary>U d, see <see cref="Whitening"/>.</summary>
internal struct Whitened : ICoordinates
{
    public static TVector From<TVector, TTriangle>(ArrayView<float> factor, long at, TVector d)
        where TVector : unmanaged, IVector<TVector>
        where TTriangle : unmanaged, ITriangle<TTriangle, TVector> => TTriangle.Multiply(factor, at, d);
}

/// <summary>
/// A weighted Gaussian, in memory as offset, mean m, factor U: score = log2 density = offset - |U (x - m)|^2.
/// Sums r, r z, r z z' with z = x - m or U (x - m).
/// </summary>
internal struct Gaussian<TVector, TTriangle, TCoordinates> : IComponent<Gaussian<TVector, TTriangle, TCoordinates>, TVector>
    where TVector : unmanaged, IVector<TVector>
    where TTriangle : unmanaged, ITriangle<TTriangle, TVector>
    where TCoordinates : unmanaged, ICoordinates
{
    private float _weight;
    private TVector _first;
    private TTriangle _second;

    public static int Parameters => 1 + TVector.Length + TTriangle.Size;

    public static int Sums => 1 + TVector.Length + TTriangle.Size;

    public static float Score(ArrayView<float> parameters, long at, TVector x) =>
        parameters[at] - TTriangle.SquaredNorm(parameters, Factor(at), FromMean(parameters, at, x));

    public static void Add(
        ref Gaussian<TVector, TTriangle, TCoordinates> sums, float weight, ArrayView<float> parameters, long at, TVector x)
    {
        var z = TCoordinates.From<TVector, TTriangle>(parameters, Factor(at), FromMean(parameters, at, x));
        sums._weight += weight;
        TVector.AddScaled(ref sums._first, weight, z);
        TTriangle.AddOuter(ref sums._second, weight, z);
    }

    public static void Store<TSink>(Gaussian<TVector, TTriangle, TCoordinates> sums, ArrayView<float> to, long at, long stride)
        where TSink : ISink
    {
        TSink.Put(sums._weight, to, at);
        TVector.Store<TSink>(sums._first, to, at + stride, stride);
        TTriangle.Store<TSink>(sums._second, to, at + ((1 + TVector.Length) * stride), stride);
    }

    private static long Factor(long at) => at + 1 + TVector.Length;

    private static TVector FromMean(ArrayView<float> parameters, long at, TVector x) =>
        TVector.Subtract(x, TVector.Load(parameters, at + 1, 1));
}

/// <summary>
/// A cluster, in memory as its centre c: score = -|x - c|^2. Sums 1 and x, not x - c:
/// equal partitions have to give equal sums, wherever the centres are.
/// </summary>
internal struct Cluster<TVector> : IComponent<Cluster<TVector>, TVector>
    where TVector : unmanaged, IVector<TVector>
{
    private float _count;
    private TVector _sum;

    public static int Parameters => TVector.Length;

    public static int Sums => 1 + TVector.Length;

    public static float Score(ArrayView<float> parameters, long at, TVector x)
    {
        var d = TVector.Subtract(x, TVector.Load(parameters, at, 1));
        return -TVector.Dot(d, d);
    }

    public static void Add(ref Cluster<TVector> sums, float weight, ArrayView<float> parameters, long at, TVector x)
    {
        sums._count += weight;
        TVector.AddScaled(ref sums._sum, weight, x);
    }

    public static void Store<TSink>(Cluster<TVector> sums, ArrayView<float> to, long at, long stride)
        where TSink : ISink
    {
        TSink.Put(sums._count, to, at);
        TVector.Store<TSink>(sums._sum, to, at + stride, stride);
    }
}
