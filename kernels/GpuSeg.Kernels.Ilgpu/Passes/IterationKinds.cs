using GpuSeg.Engine.Passes;
using GpuSeg.Kernels.Ilgpu.DeviceKernels;
using GpuSeg.Kernels.Ilgpu.Models;
using GpuSeg.Kernels.Shared;
using ILGPU;

namespace GpuSeg.Kernels.Ilgpu.Passes;

/// <summary>The differences between iterations of mixtures and of centres, for the host.</summary>
internal interface IIterationKind<TItem, TModel>
{
    /// <summary>The membership of the sweeps.</summary>
    static abstract Membership Membership { get; }

    /// <summary>The kernel that takes a step.</summary>
    static abstract Action<StepState> Step { get; }

    /// <summary>The kernel that folds and takes a step.</summary>
    static abstract Action<ArrayView<float>, int, StepState> FoldAndStep { get; }

    /// <summary>Returns the model that <paramref name="item"/> starts from.</summary>
    static abstract TModel StartOf(TItem item);

    /// <summary>Returns whether the kernels can take steps of <paramref name="item"/>, whose model has <paramref name="shape"/>.</summary>
    static abstract bool CanTake(TItem item, ModelShape shape);

    /// <summary>Writes the model's <see cref="StepState.Controls"/>.</summary>
    static abstract void Control(TItem item, Span<double> controls);

    /// <summary>Returns the model's <see cref="StepState.Kinds"/>.</summary>
    static abstract int KindOf(TItem item);

    /// <summary>Adds a step of the trace to the item.</summary>
    static abstract void Take(ReadOnlySpan<double> step, ModelShape shape, TItem item);
}

/// <summary>EM of mixtures whose sweeps need no whitening.</summary>
internal readonly struct MixtureKind : IIterationKind<MixtureIteration, MixtureDensity>
{
    public static Membership Membership => Membership.Soft;

    public static Action<StepState> Step => MixtureStepKernels.Step;

    public static Action<ArrayView<float>, int, StepState> FoldAndStep => MixtureStepKernels.FoldAndStep;

    public static MixtureDensity StartOf(MixtureIteration item) => item.Start;

    public static bool CanTake(MixtureIteration item, ModelShape shape) =>
        shape.Component.Kind == ComponentKind.Gaussian && (item.Reduction & ~MixtureStepKernels.KnownReductions) == 0;

    public static void Control(MixtureIteration item, Span<double> controls)
    {
        controls[MixtureStepModel.ShiftAt] = PackedMixture.LargestOffset(item.Start);
        controls[MixtureStepModel.BeforeAt] = item.Before;
        controls[MixtureStepModel.RegCovarAt] = item.RegCovar;
        controls[MixtureStepModel.TolAt] = item.Tol;
    }

    public static int KindOf(MixtureIteration item) => (int)item.Reduction;

    public static void Take(ReadOnlySpan<double> step, ModelShape shape, MixtureIteration item)
    {
        var (k, d, size) = (shape.Components, shape.Component.Dimensions, Triangular.Size(shape.Component.Dimensions));
        var (weights, means, covariances) = (new double[k], new double[k * d], new double[k * size]);
        for (var c = 0; c < k; c++)
        {
            var own = step.Slice(1 + (c * shape.Component.Sums), shape.Component.Sums);
            weights[c] = own[0];
            own.Slice(1, d).CopyTo(means.AsSpan(c * d));
            own[(1 + d)..].CopyTo(covariances.AsSpan(c * size));
        }

        item.Steps.Add(new(step[0], weights, means, covariances));
    }
}

/// <summary>Lloyd's iteration of centres.</summary>
internal readonly struct CentreKind : IIterationKind<CentreIteration, Centres>
{
    public static Membership Membership => Membership.Hard;

    public static Action<StepState> Step => CentreStepKernels.Step;

    public static Action<ArrayView<float>, int, StepState> FoldAndStep => CentreStepKernels.FoldAndStep;

    public static Centres StartOf(CentreIteration item) => item.Start;

    public static bool CanTake(CentreIteration item, ModelShape shape) => true;

    public static void Control(CentreIteration item, Span<double> controls)
    {
        controls[CentreStepKernels.Closing] = 0;
        controls[CentreStepKernels.ShiftLimit] = item.ShiftLimit;
    }

    public static int KindOf(CentreIteration item) => 0;

    public static void Take(ReadOnlySpan<double> step, ModelShape shape, CentreIteration item)
    {
        var assignment = new Assignment(shape.Components, shape.Component.Dimensions);
        CentrePacking.Read(step, item.Start, shape, [], 0, assignment);
        item.Steps.Add(assignment);
    }
}
