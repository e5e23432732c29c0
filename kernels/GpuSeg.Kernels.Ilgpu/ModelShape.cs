namespace GpuSeg.Kernels.Ilgpu;

/// <summary>What models have to share to be swept over in one launch: the shape of a component, and K.</summary>
internal readonly record struct ModelShape(ComponentShape Component, int Components)
{
    /// <summary>Floats that describe a model.</summary>
    public int Parameters => Components * Component.Parameters;

    /// <summary>Sums that a sweep brings back: those of every component, and the total of the scores.</summary>
    public int Sums => (Components * Component.Sums) + 1;

    /// <summary>Whether one sweep can take all sums.</summary>
    public bool Fuses => Component.Fuses(Components);
}
