using GpuSeg.Engine.Voxels;
using GpuSeg.Kernels.Ilgpu.Device;
using GpuSeg.Kernels.Ilgpu.DeviceKernels;
using GpuSeg.Kernels.Ilgpu.Models;
using GpuSeg.Kernels.Ilgpu.Registers;
using ILGPU;

namespace GpuSeg.Kernels.Ilgpu.Passes;

/// <summary>
/// Steps of many models without the host, which queues sweep after sweep, waits once and reads the outcome of every step.
/// </summary>
/// <remarks>
/// If the device has atomics, the last group to fold a column of a model takes its step in the same launch; otherwise the step is a
/// launch of its own. A launch waits only for the launch before it. The remaining launches of a stopped model end at once.
/// </remarks>
internal sealed class VoxelIterations<TVoxels>
    where TVoxels : struct, IVoxelStore
{
    // Numbers of all models together; steps that do not fit are not taken.
    private const long MostTrace = 1 << 22;

    private readonly LaunchShape _launch;
    private readonly KernelCache _kernels;
    private readonly VoxelSweeps<TVoxels> _sweeps;
    private readonly DeviceStream _stream;
    private readonly ModelOrder _order;
    private readonly ArrayView<double> _zero;

    public VoxelIterations(LaunchShape launch, KernelCache kernels, VoxelSweeps<TVoxels> sweeps, DeviceStream stream, VoxelFrame frame)
    {
        (_launch, _kernels, _sweeps, _stream) = (launch, kernels, sweeps, stream);
        _order = new(frame.Origin.Length);
        _zero = stream.Zero.Upload(frame.FromUser(new double[frame.Origin.Length]));
    }

    /// <summary>Takes up to <paramref name="steps"/> steps of all <paramref name="items"/> that the kernels can take.</summary>
    public void Take<TItem, TModel, TSums, TKind, TPacking>(IReadOnlyList<TItem> items, int steps)
        where TKind : IIterationKind<TItem, TModel>
        where TPacking : IPacking<TModel, TSums>
    {
        TItem[] able = [.. items.Where(item => TKind.CanTake(item, _order.ShapeOf<TModel, TSums, TPacking>(TKind.StartOf(item))))];
        if (able.Length == 0 || steps <= 0)
        {
            return;
        }

        TModel[] starts = Array.ConvertAll(able, TKind.StartOf);
        _order.Arrange<TModel, TSums, TPacking>(starts, _sweeps.LargestBatch);
        steps = (int)Math.Clamp(MostTrace / _order.Sums, 1, steps);
        var up = Upload<TItem, TModel, TSums, TKind, TPacking>(able, starts);
        var trace = _stream.Trace.Device(_order.Sums * steps);
        var (sums, factors) = (_stream.StepSums.View(_order.Sums), _stream.Factors.View(_order.Sums));
        StepState[] states = [.. _order.Batches.Select(batch => State(batch, able.Length, steps, up, sums, factors, trace))];
        lock (_kernels.Gate)
        {
            for (var step = 0; step < steps; step++)
            {
                for (var b = 0; b < states.Length; b++)
                {
                    Launch<TItem, TModel, TKind>(_order.Batches[b], states[b]);
                }
            }
        }

        _stream.States.Down(able.Length * StateCount);
        _stream.Trace.Down(_order.Sums * steps);
        _stream.Queue.Synchronize();
        Read<TItem, TModel, TKind>(able, steps);
    }

    // Numbers of a model in the states: stopped, taken, folded and its kind, each a run over all models.
    private const int StateCount = 4;

    private static Range Run(int index, int models) => (index * models)..((index + 1) * models);

    private (ArrayView<float> Parameters, ArrayView<double> Controls, ArrayView<int> States) Upload<TItem, TModel, TSums, TKind, TPacking>(
        TItem[] items, TModel[] starts)
        where TKind : IIterationKind<TItem, TModel>
        where TPacking : IPacking<TModel, TSums>
    {
        var parameters = _stream.Parameters.Host(_order.Parameters);
        var controls = _stream.Controls.Host(items.Length * StepState.ControlCount);
        var states = _stream.States.Host(items.Length * StateCount);
        states.Clear();
        foreach (var batch in _order.Batches)
        {
            for (var m = 0; m < batch.Models; m++)
            {
                var (place, item) = (batch.First + m, _order.Order[batch.First + m]);
                TPacking.Pack(starts[item], parameters.Slice(batch.ParametersAt + (m * batch.Shape.Parameters), batch.Shape.Parameters));
                TKind.Control(items[item], controls.Slice(place * StepState.ControlCount, StepState.ControlCount));
                states[Run(3, items.Length)][place] = TKind.KindOf(items[item]);
            }
        }

        return (_stream.Parameters.Up(parameters.Length), _stream.Controls.Up(controls.Length), _stream.States.Up(states.Length));
    }

    private StepState State(
        ModelBatch batch,
        int models,
        int steps,
        (ArrayView<float> Parameters, ArrayView<double> Controls, ArrayView<int> States) up,
        ArrayView<double> sums,
        ArrayView<double> factors,
        ArrayView<double> trace)
    {
        ArrayView<int> Of(int state) => up.States.SubView((state * models) + batch.First, batch.Models);
        return new()
        {
            Components = batch.Shape.Components,
            Dimensions = batch.Shape.Component.Dimensions,
            Voxels = _sweeps.Count,
            Size = batch.Shape.Sums,
            Steps = steps,
            Stopped = Of(0),
            Taken = Of(1),
            Folded = Of(2),
            Kinds = Of(3),
            Controls = up.Controls.SubView(batch.First * StepState.ControlCount, batch.Models * StepState.ControlCount),
            Zero = _zero,
            Parameters = up.Parameters.SubView(batch.ParametersAt, batch.Parameters),
            Sums = sums.SubView(batch.SumsAt, batch.Sums),
            Factors = factors.SubView(batch.SumsAt, batch.Sums),
            Trace = trace.SubView((long)batch.SumsAt * steps, (long)batch.Sums * steps),
        };
    }

    private void Launch<TItem, TModel, TKind>(ModelBatch batch, StepState state)
        where TKind : IIterationKind<TItem, TModel>
    {
        if (batch.Shape.Fuses && _launch.HasAtomics)
        {
            var partials = _sweeps.Partials(batch.Shape, batch.Models, TKind.Membership, state.Stopped, state.Parameters);
            _kernels.FoldAndStep(TKind.FoldAndStep)(
                _stream.Queue, new((batch.Shape.Sums, batch.Models, 1), (_launch.GroupSize, 1, 1)), partials, _sweeps.Rows, state);
        }
        else
        {
            _sweeps.Sum(batch.Shape, batch.Models, TKind.Membership, state.Stopped, state.Parameters, state.Sums);
            _kernels.Step(TKind.Step)(_stream.Queue, new((1, batch.Models, 1), (_launch.GroupSize, 1, 1)), state);
        }
    }

    private void Read<TItem, TModel, TKind>(TItem[] items, int steps)
        where TKind : IIterationKind<TItem, TModel>
    {
        var taken = _stream.States.Host(items.Length * StateCount)[Run(1, items.Length)];
        var trace = _stream.Trace.Host(_order.Sums * steps);
        foreach (var batch in _order.Batches)
        {
            var size = batch.Shape.Sums;
            for (var m = 0; m < batch.Models; m++)
            {
                var own = trace.Slice((batch.SumsAt + (m * size)) * steps, size * steps);
                for (var step = 0; step < taken[batch.First + m]; step++)
                {
                    TKind.Take(own.Slice(step * size, size), batch.Shape, items[_order.Order[batch.First + m]]);
                }
            }
        }
    }
}
