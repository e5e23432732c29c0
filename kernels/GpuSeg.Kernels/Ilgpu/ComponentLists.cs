using ILGPU;
using ILGPU.Algorithms;

namespace GpuSeg.Kernels.Ilgpu;

/// <summary>All components of a small model in registers, each with the voxel's score, which becomes its share.</summary>
internal interface IComponentList<T, TVector>
    where T : unmanaged, IComponentList<T, TVector>
    where TVector : unmanaged, IVector<TVector>
{
    /// <summary>Floats that all components together add up.</summary>
    static abstract int Sums { get; }

    static abstract T Score(T list, ArrayView<float> parameters, long at, TVector x);

    static abstract float Largest(T list);

    /// <summary>Scores become 2^(score - largest).</summary>
    static abstract T Exponentiate(T list, float largest);

    static abstract float TotalShare(T list);

    /// <summary>Scores become 1 for the first that equals the largest, else 0; <paramref name="left"/> is what no component has taken yet.</summary>
    static abstract T Harden(T list, float largest, float left);

    /// <summary>Adds the voxel to every component, weighted by its share times <paramref name="scale"/>.</summary>
    static abstract T Add(T list, float scale, ArrayView<float> parameters, long at, TVector x);

    static abstract void Store<TSink>(T list, ArrayView<float> to, long at, long stride)
        where TSink : ISink;
}

/// <summary>No component: where the nesting ends.</summary>
internal struct NoComponents<TVector> : IComponentList<NoComponents<TVector>, TVector>
    where TVector : unmanaged, IVector<TVector>
{
    public static int Sums => 0;

    public static NoComponents<TVector> Score(NoComponents<TVector> list, ArrayView<float> parameters, long at, TVector x) => default;

    public static float Largest(NoComponents<TVector> list) => float.NegativeInfinity;

    public static NoComponents<TVector> Exponentiate(NoComponents<TVector> list, float largest) => default;

    public static float TotalShare(NoComponents<TVector> list) => 0f;

    public static NoComponents<TVector> Harden(NoComponents<TVector> list, float largest, float left) => default;

    public static NoComponents<TVector> Add(
        NoComponents<TVector> list, float scale, ArrayView<float> parameters, long at, TVector x) => default;

    public static void Store<TSink>(NoComponents<TVector> list, ArrayView<float> to, long at, long stride)
        where TSink : ISink
    {
    }
}

/// <summary>A component and those after it.</summary>
internal struct ComponentList<TVector, TComponent, TRest> : IComponentList<ComponentList<TVector, TComponent, TRest>, TVector>
    where TVector : unmanaged, IVector<TVector>
    where TComponent : unmanaged, IComponent<TComponent, TVector>
    where TRest : unmanaged, IComponentList<TRest, TVector>
{
    private float _share;
    private TComponent _sums;
    private TRest _rest;

    public static int Sums => TComponent.Sums + TRest.Sums;

    public static ComponentList<TVector, TComponent, TRest> Score(
        ComponentList<TVector, TComponent, TRest> list, ArrayView<float> parameters, long at, TVector x) => new()
        {
            _share = TComponent.Score(parameters, at, x),
            _sums = list._sums,
            _rest = TRest.Score(list._rest, parameters, at + TComponent.Parameters, x),
        };

    public static float Largest(ComponentList<TVector, TComponent, TRest> list) => XMath.Max(list._share, TRest.Largest(list._rest));

    public static ComponentList<TVector, TComponent, TRest> Exponentiate(
        ComponentList<TVector, TComponent, TRest> list, float largest) => new()
        {
            _share = XMath.Exp2(list._share - largest),
            _sums = list._sums,
            _rest = TRest.Exponentiate(list._rest, largest),
        };

    public static float TotalShare(ComponentList<TVector, TComponent, TRest> list) => list._share + TRest.TotalShare(list._rest);

    public static ComponentList<TVector, TComponent, TRest> Harden(
        ComponentList<TVector, TComponent, TRest> list, float largest, float left)
    {
        var taken = list._share == largest ? left : 0f;
        return new() { _share = taken, _sums = list._sums, _rest = TRest.Harden(list._rest, largest, left - taken) };
    }

    public static ComponentList<TVector, TComponent, TRest> Add(
        ComponentList<TVector, TComponent, TRest> list, float scale, ArrayView<float> parameters, long at, TVector x) => new()
        {
            _share = list._share,
            _sums = TComponent.Add(list._sums, list._share * scale, parameters, at, x),
            _rest = TRest.Add(list._rest, scale, parameters, at + TComponent.Parameters, x),
        };

    public static void Store<TSink>(ComponentList<TVector, TComponent, TRest> list, ArrayView<float> to, long at, long stride)
        where TSink : ISink
    {
        TComponent.Store<TSink>(list._sums, to, at, stride);
        TRest.Store<TSink>(list._rest, to, at + (TComponent.Sums * stride), stride);
    }
}
