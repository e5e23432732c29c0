using GpuSeg.Engine.Passes;
using GpuSeg.Kernels.Ilgpu.Registers;
using GpuSeg.Kernels.Shared;

namespace GpuSeg.Kernels.Ilgpu.Models;

/// <summary>The shape of a model, the shape of its components and their number K: models of one shape share a launch.</summary>
internal readonly record struct ModelShape(ComponentShape Component, int Components)
{
    /// <summary>Number of floats that describe a model.</summary>
    public int Parameters => Components * Component.Parameters;

    /// <summary>Number of sums of a sweep: those of every component, and the total of the scores.</summary>
    public int Sums => (Components * Component.Sums) + 1;

    /// <summary>Whether one sweep can take all sums.</summary>
    public bool Fuses => Component.Fuses(Components);

    /// <summary>The <see cref="IVector{T}"/> of a voxel's scores.</summary>
    public Type Scores => ComponentShape.VectorOf(Components);

    /// <summary>The <see cref="IComponentList{T, TScores, TVector}"/> of all components.</summary>
    public Type List => ListOf(Components);

    private Type ListOf(int components) => components == 0
        ? typeof(NoComponents<>).MakeGenericType(Component.Vector)
        : typeof(ComponentList<,,,>).MakeGenericType(
            ListOf(components - 1), ComponentShape.VectorOf(components - 1), Component.Component, Component.Vector);
}

/// <summary>The kind of a model's components.</summary>
internal enum ComponentKind
{
    /// <summary>The Gaussians of a mixture.</summary>
    Gaussian,

    /// <summary>The Gaussians of a mixture that needs <see cref="Whitening"/>.</summary>
    WhitenedGaussian,

    /// <summary>The centres of KMeans.</summary>
    Cluster,
}

/// <summary>The kind and the dimensions of a model's components: their sizes in memory, and the types that kernels are built of.</summary>
internal readonly record struct ComponentShape(ComponentKind Kind, int Dimensions)
{
    /// <summary>Largest number of features: the largest triangle of sums that a work-item holds in 255 registers has 16 rows.</summary>
    public const int MostDimensions = 16;

    // Compiling more components takes seconds, even if the registers hold them.
    private const int MostFusedComponents = 8;

    private const int Registers = 255;

    /// <summary>
    /// Number of floats that describe a component: a Gaussian has an offset, a mean and a factor, a cluster only a centre.
    /// </summary>
    public int Parameters => Kind == ComponentKind.Cluster ? Dimensions : Sums;

    /// <summary>Number of floats that a component adds up.</summary>
    public int Sums => 1 + Dimensions + (Kind == ComponentKind.Cluster ? 0 : Triangular.Size(Dimensions));

    /// <summary>The <see cref="IVector{T}"/> of a voxel's features.</summary>
    public Type Vector => VectorOf(Dimensions);

    /// <summary>The <see cref="IComponent{T, TVector}"/>.</summary>
    public Type Component => Kind switch
    {
        ComponentKind.Gaussian => typeof(Gaussian<,,>).MakeGenericType(Vector, TriangleOf(Dimensions), typeof(Centred)),
        ComponentKind.WhitenedGaussian => typeof(Gaussian<,,>).MakeGenericType(Vector, TriangleOf(Dimensions), typeof(Whitened)),
        _ => typeof(Cluster<>).MakeGenericType(Vector),
    };

    /// <summary>
    /// Returns whether a work-item can hold the sums of all components, the scores, a voxel and 20 temporaries in registers.
    /// </summary>
    public bool Fuses(int components) =>
        components <= MostFusedComponents && (components * (Sums + 1)) + (2 * Dimensions) + 20 <= Registers;

    /// <summary>Returns the <see cref="IVector{T}"/> of <paramref name="length"/> numbers.</summary>
    public static Type VectorOf(int length) =>
        length == 0 ? typeof(NoNumbers) : typeof(Numbers<>).MakeGenericType(VectorOf(length - 1));

    private static Type TriangleOf(int rows) =>
        rows == 0 ? typeof(NoRows) : typeof(Rows<,>).MakeGenericType(TriangleOf(rows - 1), VectorOf(rows - 1));
}
