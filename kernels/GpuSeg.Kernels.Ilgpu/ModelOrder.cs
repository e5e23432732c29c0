namespace GpuSeg.Kernels.Ilgpu;

/// <summary>Brings models of one shape together: <see cref="Batches"/> of places in <see cref="Order"/>, which names the models.</summary>
/// <remarks>Its lists are kept from pass to pass, so that a pass allocates nothing.</remarks>
internal sealed class ModelOrder
{
    private readonly List<ModelShape> _shapes = [];

    /// <summary>The models, those of one shape next to each other, otherwise as they were given.</summary>
    public List<int> Order { get; } = [];

    public List<ModelBatch> Batches { get; } = [];

    /// <summary>Floats that describe all models.</summary>
    public int Parameters => Batches.Count == 0 ? 0 : Batches[^1].ParametersAt + Batches[^1].Parameters;

    /// <summary>Sums of all models.</summary>
    public int Sums => Batches.Count == 0 ? 0 : Batches[^1].SumsAt + Batches[^1].Sums;

    /// <summary>Sorts models of these shapes into batches of at most <paramref name="largestOf"/> their shape.</summary>
    public void Arrange<TModel, TSums, TPacking>(IReadOnlyList<TModel> models, Func<ModelShape, int> largestOf)
        where TPacking : IPacking<TModel, TSums>
    {
        _shapes.Clear();
        Order.Clear();
        Batches.Clear();
        for (var m = 0; m < models.Count; m++)
        {
            _shapes.Add(TPacking.ShapeOf(models[m]));
        }

        for (var m = 0; m < models.Count; m++)
        {
            if (_shapes.IndexOf(_shapes[m]) == m)
            {
                Gather(_shapes[m], m, largestOf(_shapes[m]));
            }
        }
    }

    private void Gather(ModelShape shape, int first, int largest)
    {
        var start = Order.Count;
        for (var m = first; m < _shapes.Count; m++)
        {
            if (_shapes[m] == shape)
            {
                Order.Add(m);
            }
        }

        for (; start < Order.Count; start += largest)
        {
            var before = Batches.Count == 0 ? default : Batches[^1];
            Batches.Add(before.Next(shape, Math.Min(largest, Order.Count - start)));
        }
    }
}
