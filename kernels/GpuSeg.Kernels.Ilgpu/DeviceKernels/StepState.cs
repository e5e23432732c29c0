using ILGPU;
using ILGPU.Runtime;

namespace GpuSeg.Kernels.Ilgpu.DeviceKernels;

/// <summary>Launches a step of an iteration.</summary>
internal delegate void StepLaunch(AcceleratorStream stream, KernelConfig grid, StepState state);

/// <summary>Launches a fold and a step.</summary>
internal delegate void FoldAndStepLaunch(
    AcceleratorStream stream, KernelConfig grid, ArrayView<float> partials, int rows, StepState state);

/// <summary>
/// The data of a step from sums to the next model, in an accelerator's memory: views with a run for every model of a shape.
/// </summary>
internal struct StepState
{
    /// <summary>Numbers of a model in <see cref="Controls"/>; their meaning is up to the kind of model.</summary>
    public const int ControlCount = 4;

    /// <summary>Number of components, K.</summary>
    public int Components;

    /// <summary>Number of features, D.</summary>
    public int Dimensions;

    /// <summary>Number of voxels, N.</summary>
    public int Voxels;

    /// <summary>Number of sums of a model, and of numbers of a step in <see cref="Trace"/>.</summary>
    public int Size;

    /// <summary>Number of steps that <see cref="Trace"/> has room for.</summary>
    public int Steps;

    /// <summary>1 for a model that has stopped.</summary>
    public ArrayView<int> Stopped;

    /// <summary>Number of steps taken.</summary>
    public ArrayView<int> Taken;

    /// <summary>Number of columns folded so far in this step.</summary>
    public ArrayView<int> Folded;

    /// <summary>A choice per model, whose meaning is up to the kind of model.</summary>
    public ArrayView<int> Kinds;

    /// <summary>Numbers that steer the steps of a model.</summary>
    public ArrayView<double> Controls;

    /// <summary>The user's 0 in the frame; shape (D), one for all models.</summary>
    public ArrayView<double> Zero;

    /// <summary>The models as the sweeps read them.</summary>
    public ArrayView<float> Parameters;

    /// <summary>The sums of the sweeps.</summary>
    public ArrayView<double> Sums;

    /// <summary>Cholesky factors of the components, and room for as many numbers as there are sums.</summary>
    public ArrayView<double> Factors;

    /// <summary>The outcome of every step.</summary>
    public ArrayView<double> Trace;

    /// <summary>Returns whether the model of the calling group has not stopped.</summary>
    public static bool IsRunning(StepState state) => state.Stopped[Grid.IdxY] == 0;

    /// <summary>Returns step <paramref name="step"/> of model <paramref name="model"/> in the trace.</summary>
    public static ArrayView<double> TraceOf(StepState state, int model, int step) =>
        state.Trace.SubView((((long)model * state.Steps) + step) * state.Size, state.Size);
}
