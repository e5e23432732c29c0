using GpuSeg.Kernels.Shared;

namespace GpuSeg.Kernels.Ilgpu.Models;

/// <summary>Models of one shape, next to each other in memory.</summary>
/// <param name="Shape">The shape of the models.</param>
/// <param name="First">Number of models before the batch.</param>
/// <param name="Models">Number of models.</param>
/// <param name="ParametersAt">Place of the first parameter.</param>
/// <param name="SumsAt">Place of the first sum.</param>
internal readonly record struct ModelBatch(ModelShape Shape, int First, int Models, int ParametersAt, int SumsAt)
{
    /// <summary>Number of floats that describe the models.</summary>
    public int Parameters => Models * Shape.Parameters;

    /// <summary>Number of sums of the models.</summary>
    public int Sums => Models * Shape.Sums;

    /// <summary>Returns the batch that follows this batch.</summary>
    public ModelBatch Next(ModelShape shape, int models) =>
        new(shape, First + Models, models, ParametersAt + Parameters, SumsAt + Sums);
}

/// <summary>An order that brings models of one shape together: <see cref="Batches"/> of places in <see cref="Order"/>.</summary>
/// <remarks>The lists are kept from pass to pass, so that a pass allocates nothing.</remarks>
internal sealed class ModelOrder(int dimensions)
{
    private readonly List<ModelShape> _shapes = [];

    /// <summary>The indices of the models, those of one shape next to each other, otherwise in the order given.</summary>
    public List<int> Order { get; } = [];

    /// <summary>The batches of the models.</summary>
    public List<ModelBatch> Batches { get; } = [];

    /// <summary>Number of floats that describe all models.</summary>
    public int Parameters => Batches.Count == 0 ? 0 : Batches[^1].ParametersAt + Batches[^1].Parameters;

    /// <summary>Number of sums of all models.</summary>
    public int Sums => Batches.Count == 0 ? 0 : Batches[^1].SumsAt + Batches[^1].Sums;

    /// <summary>Returns the shape of <paramref name="model"/>, or refuses a model of another number of features.</summary>
    public ModelShape ShapeOf<TModel, TSums, TPacking>(TModel model)
        where TPacking : IPacking<TModel, TSums>
    {
        var shape = TPacking.ShapeOf(model);
        ArgumentChecks.Dimensions(shape.Component.Dimensions, dimensions);
        return shape;
    }

    /// <summary>Sorts <paramref name="models"/> into batches of at most <paramref name="largestOf"/> their shape.</summary>
    public void Arrange<TModel, TSums, TPacking>(IReadOnlyList<TModel> models, Func<ModelShape, int> largestOf)
        where TPacking : IPacking<TModel, TSums>
    {
        _shapes.Clear();
        Order.Clear();
        Batches.Clear();
        for (var m = 0; m < models.Count; m++)
        {
            _shapes.Add(ShapeOf<TModel, TSums, TPacking>(models[m]));
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
