using ILGPU;
using ILGPU.Runtime;

namespace GpuSeg.Kernels.Ilgpu.DeviceKernels;

/// <summary>Launches a step of an iteration.</summary>
internal delegate void StepLaunch(AcceleratorStream stream, KernelConfig grid, StepState state);

/// <summary>Launches a fold and a step.</summary>
internal delegate void FoldAndStepLaunch(
    AcceleratorStream stream, KernelConfig grid, ArrayView<float> partials, int rows, StepState state);

/// <summary>What a step from sums to the next model works on, in an accelerator's memory: views with a run for every model of a shape.</summary>
internal struct StepState
{
    /// <summary>Numbers of a model in <see cref="Controls"/>; what they are is the model's affair.</summary>
    public const int ControlCount = 4;

    /// <summary>K.</summary>
    public int Components;

    /// <summary>D.</summary>
    public int Dimensions;

    /// <summary>N.</summary>
    public int Voxels;

    /// <summary>Sums of a model, and numbers of a step in <see cref="Trace"/>.</summary>
    public int Size;

    /// <summary>Steps that <see cref="Trace"/> has room for.</summary>
    public int Steps;

    /// <summary>1 for a model that is to be left alone.</summary>
    public ArrayView<int> Stopped;

    /// <summary>Steps taken.</summary>
    public ArrayView<int> Taken;

    /// <summary>Columns folded so far in this step.</summary>
    public ArrayView<int> Folded;

    /// <summary>A choice per model.</summary>
    public ArrayView<int> Kinds;

    /// <summary>Numbers per model.</summary>
    public ArrayView<double> Controls;

    /// <summary>The user's 0 in the frame; shape (D), one for all models.</summary>
    public ArrayView<double> Zero;

    /// <summary>What the sweeps read.</summary>
    public ArrayView<float> Parameters;

    /// <summary>What the sweeps found.</summary>
    public ArrayView<double> Sums;

    /// <summary>Room for as many numbers as there are sums.</summary>
    public ArrayView<double> Factors;

    /// <summary>What came of every step.</summary>
    public ArrayView<double> Trace;

    public static bool IsRunning(StepState state) => state.Stopped[Grid.IdxY] == 0;

    /// <summary>Where step <paramref name="step"/> of model <paramref name="model"/> begins in the trace.</summary>
    public static ArrayView<double> TraceOf(StepState state, int model, int step) =>
        state.Trace.SubView((((long)model * state.Steps) + step) * state.Size, state.Size);
}
