using GpuSeg.Engine.Passes;
using GpuSeg.Kernels.Shared;
using ILGPU;

namespace GpuSeg.Kernels.Ilgpu.DeviceKernels;

/// <summary>The part of a state that belongs to a model, with the values that all of its work-items need.</summary>
internal struct MixtureStepModel
{
    /// <summary>
    /// Places in a model's <see cref="StepState.Controls"/>: shift of the offsets, mean log-likelihood before, and the rule.
    /// </summary>
    public const int ShiftAt = 0, BeforeAt = 1, RegCovarAt = 2, TolAt = 3;

    public int Components;
    public int Dimensions;
    public int Voxels;
    public int Triangle;
    public int Stride;
    public int Kind;
    public double RegCovar;
    public double LogLikelihood;
    public double Total;
    public ArrayView<int> Stopped;
    public ArrayView<int> Taken;
    public ArrayView<double> Controls;
    public ArrayView<double> Zero;
    public ArrayView<float> Parameters;
    public ArrayView<double> Sums;
    public ArrayView<double> Factors;
    public ArrayView<double> Trace;

    public static MixtureStepModel From(StepState state, int index)
    {
        var sums = state.Sums.SubView((long)index * state.Size, state.Size);
        var controls = state.Controls.SubView((long)index * StepState.ControlCount, StepState.ControlCount);
        var triangle = state.Dimensions * (state.Dimensions + 1) / 2;
        var stride = 1 + state.Dimensions + triangle;
        var total = 0d;
        for (var k = 0; k < state.Components; k++)
        {
            total += sums[k * stride] + MixtureIteration.EmptyGuard;
        }

        return new()
        {
            Components = state.Components,
            Dimensions = state.Dimensions,
            Voxels = state.Voxels,
            Triangle = triangle,
            Stride = stride,
            Kind = state.Kinds[index],
            RegCovar = controls[RegCovarAt],
            LogLikelihood = (sums[state.Size - 1] * PackedMixture.Ln2) + (state.Voxels * controls[ShiftAt]),
            Total = total,
            Stopped = state.Stopped.SubView(index, 1),
            Taken = state.Taken.SubView(index, 1),
            Controls = controls,
            Zero = state.Zero,
            Parameters = state.Parameters.SubView((long)index * (state.Size - 1), state.Size - 1),
            Sums = sums,
            Factors = state.Factors.SubView((long)index * state.Size, state.Size),
            Trace = StepState.TraceOf(state, index, state.Taken[index]),
        };
    }
}
