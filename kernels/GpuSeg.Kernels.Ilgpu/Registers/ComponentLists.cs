using ILGPU;

namespace GpuSeg.Kernels.Ilgpu.Registers;

/// <summary>The sums of all components of a small model, in registers; a voxel's scores and shares are vectors of K numbers.</summary>
/// <remarks>Sums change in place: a new struct for every voxel would be a copy of all of them to ILGPU's compiler.</remarks>
internal interface IComponentList<T, TScores, TVector>
    where T : unmanaged, IComponentList<T, TScores, TVector>
    where TScores : unmanaged, IVector<TScores>
    where TVector : unmanaged, IVector<TVector>
{
    /// <summary>Number of floats that describe all components in memory.</summary>
    static abstract int Parameters { get; }

    /// <summary>Number of floats that all components together add up.</summary>
    static abstract int Sums { get; }

    /// <summary>Computes the scores of voxel <paramref name="x"/>.</summary>
    static abstract TScores Score(ArrayView<float> parameters, TVector x);

    /// <summary>Adds the voxel to every component, weighted by its share times <paramref name="scale"/>.</summary>
    static abstract void Add(ref T list, TScores shares, float scale, ArrayView<float> parameters, TVector x);

    /// <summary>Writes the sums, <paramref name="stride"/> apart.</summary>
    static abstract void Store<TSink>(T list, ArrayView<float> to, long at, long stride)
        where TSink : ISink;
}

/// <summary>No component, the end of the nesting.</summary>
internal struct NoComponents<TVector> : IComponentList<NoComponents<TVector>, NoNumbers, TVector>
    where TVector : unmanaged, IVector<TVector>
{
    public static int Parameters => 0;

    public static int Sums => 0;

    public static NoNumbers Score(ArrayView<float> parameters, TVector x) => default;

    public static void Add(ref NoComponents<TVector> list, NoNumbers shares, float scale, ArrayView<float> parameters, TVector x)
    {
    }

    public static void Store<TSink>(NoComponents<TVector> list, ArrayView<float> to, long at, long stride)
        where TSink : ISink
    {
    }
}

/// <summary>The components of <typeparamref name="TInitial"/> and one more.</summary>
internal struct ComponentList<TInitial, TScores, TComponent, TVector>
    : IComponentList<ComponentList<TInitial, TScores, TComponent, TVector>, Numbers<TScores>, TVector>
    where TInitial : unmanaged, IComponentList<TInitial, TScores, TVector>
    where TScores : unmanaged, IVector<TScores>
    where TComponent : unmanaged, IComponent<TComponent, TVector>
    where TVector : unmanaged, IVector<TVector>
{
    private TInitial _initial;
    private TComponent _last;

    public static int Parameters => TInitial.Parameters + TComponent.Parameters;

    public static int Sums => TInitial.Sums + TComponent.Sums;

    public static Numbers<TScores> Score(ArrayView<float> parameters, TVector x) => new()
    {
        Initial = TInitial.Score(parameters, x),
        Last = TComponent.Score(parameters, TInitial.Parameters, x),
    };

    public static void Add(
        ref ComponentList<TInitial, TScores, TComponent, TVector> list,
        Numbers<TScores> shares,
        float scale,
        ArrayView<float> parameters,
        TVector x)
    {
        TInitial.Add(ref list._initial, shares.Initial, scale, parameters, x);
        TComponent.Add(ref list._last, shares.Last * scale, parameters, TInitial.Parameters, x);
    }

    public static void Store<TSink>(ComponentList<TInitial, TScores, TComponent, TVector> list, ArrayView<float> to, long at, long stride)
        where TSink : ISink
    {
        TInitial.Store<TSink>(list._initial, to, at, stride);
        TComponent.Store<TSink>(list._last, to, at + (TInitial.Sums * stride), stride);
    }
}
