using GpuSeg.Kernels.Ilgpu.Device;
using ILGPU;
using ILGPU.Algorithms;

namespace GpuSeg.Kernels.Ilgpu.DeviceKernels;

/// <summary>The averages of Lloyd's iteration on the accelerator, in double, with a group of work-items per set of centres.</summary>
/// <remarks>
/// A set stops after a step that leaves a cluster empty, whose centre the host has to find, and one step after it converged: the last
/// assignment is to the final centres.
/// </remarks>
internal static class CentreStepKernels
{
    /// <summary>
    /// Places in a set's <see cref="StepState.Controls"/>: 1 once it has converged, and the squared shift below which it has converged.
    /// </summary>
    public const int Closing = 0, ShiftLimit = 1;

    /// <summary>Takes the step of set <c>Grid.IdxY</c>, whose sums are complete.</summary>
    public static void Step(StepState state)
    {
        if (StepState.IsRunning(state))
        {
            Average(state, Grid.IdxY);
        }
    }

    /// <summary>Folds column <c>Grid.IdxX</c> of set <c>Grid.IdxY</c>; the last group of a set takes its step.</summary>
    public static void FoldAndStep(ArrayView<float> partials, int rows, StepState state)
    {
        if (StepState.IsRunning(state))
        {
            FoldKernels.Column(partials, rows, state.Sums);
            if (FoldKernels.IsLast(state.Folded))
            {
                Average(state, Grid.IdxY);
            }
        }
    }

    private static void Average(StepState state, int index)
    {
        var shifts = SharedMemory.Allocate<double>(LaunchShape.LargestGroup);
        var changes = SharedMemory.Allocate<int>(LaunchShape.LargestGroup);
        var (step, stride) = (state.Taken[index], 1 + state.Dimensions);
        var sums = state.Sums.SubView((long)index * state.Size, state.Size);
        var parameters = state.Parameters.SubView((long)index * state.Components * state.Dimensions, state.Components * state.Dimensions);
        var controls = state.Controls.SubView((long)index * StepState.ControlCount, StepState.ControlCount);
        var trace = StepState.TraceOf(state, index, step);
        var before = StepState.TraceOf(state, index, step > 0 ? step - 1 : 0);
        var isClosing = controls[Closing] != 0;
        var (shift, change, anyEmpty) = (0d, step == 0 ? 1 : 0, false);

        // The last number is the inertia, which rounding may change although the partition is the same.
        for (var at = Group.IdxX; at < state.Size; at += Group.DimX)
        {
            change += at < state.Size - 1 && step > 0 && sums[at] != before[at] ? 1 : 0;
            trace[at] = sums[at];
        }

        for (var k = 0; k < state.Components; k++)
        {
            anyEmpty |= sums[k * stride] == 0;
        }

        var coordinates = anyEmpty || isClosing ? 0 : state.Components * state.Dimensions;
        for (var at = Group.IdxX; at < coordinates; at += Group.DimX)
        {
            var difference = Mean(sums, at, state.Dimensions) - parameters[at];
            shift += difference * difference;
        }

        // A loop of its own: ILGPU may read below a write of the same block.
        for (var at = Group.IdxX; at < coordinates; at += Group.DimX)
        {
            parameters[at] = (float)Mean(sums, at, state.Dimensions);
        }

        shifts[Group.IdxX] = shift;
        changes[Group.IdxX] = change;
        Group.Barrier();
        if (Group.IdxX == 0)
        {
            var (allShifts, allChanges) = (0d, 0);
            for (var item = 0; item < XMath.Min(Group.DimX, state.Size); item++)
            {
                allShifts += shifts[item];
                allChanges += changes[item];
            }

            state.Taken[index] = step + 1;
            state.Stopped[index] = anyEmpty || isClosing ? 1 : 0;
            controls[Closing] = allChanges == 0 || allShifts <= controls[ShiftLimit] ? 1 : 0;
        }
    }

    private static double Mean(ArrayView<double> sums, int coordinate, int dimensions)
    {
        var k = coordinate / dimensions;
        var own = k * (1 + dimensions);
        return sums[own + 1 + coordinate - (k * dimensions)] / sums[own];
    }
}
