using GpuSeg.Engine.Passes;
using GpuSeg.Kernels.Ilgpu.Models;
using GpuSeg.Kernels.Ilgpu.Registers;
using GpuSeg.Kernels.Shared;
using ILGPU;
using ILGPU.Algorithms;

namespace GpuSeg.Kernels.Ilgpu.DeviceKernels;

/// <summary>
/// The maximization step on the accelerator, in double: sums to weights, means, covariances and the parameters of the next sweep,
/// by the formulas of the engine's maximization step, with a group of work-items per model.
/// </summary>
/// <remarks>
/// A model stops after the step that meets its rule; before a step whose result is not finite or not positive definite, which changes
/// nothing; and after a step that makes a component too flat for these sweeps, see <see cref="Whitening"/>.
/// Each work-item has its own components; work-items exchange values through shared memory.
/// </remarks>
internal static class MixtureStepKernels
{
    /// <summary>The reductions of a model's <see cref="StepState.Kinds"/>; the host has to take a step of any other reduction.</summary>
    public const CovarianceReduction KnownReductions =
        CovarianceReduction.Pooled | CovarianceReduction.Diagonal | CovarianceReduction.Isotropic;

    private const int IsPooled = (int)CovarianceReduction.Pooled;
    private const int IsDiagonal = (int)CovarianceReduction.Diagonal;
    private const int IsIsotropic = (int)CovarianceReduction.Isotropic;

    private const double LogTwoPi = 1.83787706640934548356;

    private const int MostComponents = byte.MaxValue;

    private const int LargestTriangle = ComponentShape.MostDimensions * (ComponentShape.MostDimensions + 1) / 2;

    // Products of larger numbers overflow; the host has to take such a step.
    private const double Huge = 1e300;

    private const double Failed = double.MinValue;

    /// <summary>Takes the step of model <c>Grid.IdxY</c>, whose sums are complete.</summary>
    public static void Step(StepState state)
    {
        if (StepState.IsRunning(state))
        {
            Maximise(MixtureStepModel.From(state, Grid.IdxY));
        }
    }

    /// <summary>Folds column <c>Grid.IdxX</c> of model <c>Grid.IdxY</c>; the last group of a model takes its step.</summary>
    public static void FoldAndStep(ArrayView<float> partials, int rows, StepState state)
    {
        if (StepState.IsRunning(state))
        {
            FoldKernels.Column(partials, rows, state.Sums);
            if (FoldKernels.IsLast(state.Folded))
            {
                Maximise(MixtureStepModel.From(state, Grid.IdxY));
            }
        }
    }

    private static void Maximise(MixtureStepModel model)
    {
        var pooled = SharedMemory.Allocate<double>(LargestTriangle);
        var offsets = SharedMemory.Allocate<double>(MostComponents);
        var flat = SharedMemory.Allocate<int>(MostComponents);
        for (var entry = Group.IdxX; entry < model.Triangle; entry += Group.DimX)
        {
            pooled[entry] = (model.Kind & IsPooled) != 0 ? Pooled(model, entry) : 0;
        }

        Group.Barrier();
        for (var k = Group.IdxX; k < model.Components; k += Group.DimX)
        {
            Reestimate(model, k, pooled);
            offsets[k] = Offset(model, k);
            flat[k] = IsFlat(model, k) ? 1 : 0;
        }

        Group.Barrier();
        var (smallest, largest, anyFlat) = (offsets[0], offsets[0], flat[0]);
        for (var k = 1; k < model.Components; k++)
        {
            smallest = offsets[k] < smallest ? offsets[k] : smallest;
            largest = offsets[k] > largest ? offsets[k] : largest;
            anyFlat += flat[k];
        }

        if (smallest > Failed && model.LogLikelihood > -Huge && model.LogLikelihood < Huge)
        {
            for (var k = Group.IdxX; k < model.Components; k += Group.DimX)
            {
                Pack(model, k, offsets[k] - largest);
            }

            if (Group.IdxX == 0)
            {
                Accept(model, largest, anyFlat);
            }
        }
        else if (Group.IdxX == 0)
        {
            model.Stopped[0] = 1;
        }
    }

    // The mean of all components' covariances, weighted by their counts.
    private static double Pooled(MixtureStepModel model, int entry)
    {
        var row = 0;
        while (((row + 1) * (row + 2) / 2) <= entry)
        {
            row++;
        }

        var sum = 0d;
        for (var k = 0; k < model.Components; k++)
        {
            sum += Count(model, k) * Covariance(model, k, row, entry - (row * (row + 1) / 2));
        }

        return sum / model.Total;
    }

    private static void Reestimate(MixtureStepModel model, int k, ArrayView<double> pooled)
    {
        var at = 1 + (k * model.Stride);
        model.Trace[at] = Count(model, k) / model.Total;
        for (var i = 0; i < model.Dimensions; i++)
        {
            model.Trace[at + 1 + i] = Mean(model, k, i);
        }

        var isIsotropic = (model.Kind & IsIsotropic) != 0;
        var variance = isIsotropic ? MeanVariance(model, k, pooled) : 0;
        for (var i = 0; i < model.Dimensions; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                var isKept = i == j || (model.Kind & (IsDiagonal | IsIsotropic)) == 0;
                var covariance = isIsotropic ? variance : Covariance(model, k, i, j, pooled);
                model.Trace[at + 1 + model.Dimensions + (i * (i + 1) / 2) + j] = isKept ? covariance : 0;
            }
        }
    }

    private static double MeanVariance(MixtureStepModel model, int k, ArrayView<double> pooled)
    {
        var sum = 0d;
        for (var i = 0; i < model.Dimensions; i++)
        {
            sum += Covariance(model, k, i, i, pooled);
        }

        return sum / model.Dimensions;
    }

    // The component's own covariance, or the one that it shares.
    private static double Covariance(MixtureStepModel model, int k, int i, int j, ArrayView<double> pooled) =>
        (model.Kind & IsPooled) != 0 ? pooled[(i * (i + 1) / 2) + j] : Covariance(model, k, i, j);

    private static double Count(MixtureStepModel model, int k) => model.Sums[k * model.Stride] + MixtureIteration.EmptyGuard;

    // The point that the sums were taken about.
    private static double Centre(MixtureStepModel model, int k, int i) => model.Parameters[(k * model.Stride) + 1 + i];

    private static double Mean(MixtureStepModel model, int k, int i)
    {
        var centre = Centre(model, k, i);
        var sum = model.Sums[(k * model.Stride) + 1 + i] + (MixtureIteration.EmptyGuard * (model.Zero[i] - centre));
        return centre + (sum / Count(model, k));
    }

    private static double Covariance(MixtureStepModel model, int k, int i, int j)
    {
        var at = k * model.Stride;
        var (meanI, meanJ, count) = (Mean(model, k, i), Mean(model, k, j), Count(model, k));
        var (shiftI, shiftJ) = (meanI - Centre(model, k, i), meanJ - Centre(model, k, j));
        var scatter = model.Sums[at + 1 + model.Dimensions + (i * (i + 1) / 2) + j]
            - (model.Sums[at + 1 + i] * shiftJ) - (shiftI * model.Sums[at + 1 + j]) + (model.Sums[at] * shiftI * shiftJ);
        var isRounding = i == j && scatter <= count * MixtureIteration.RoundingVariance * meanI * meanI;
        return (isRounding ? 0 : scatter / count) + (i == j ? model.RegCovar : 0);
    }

    // log w + log det U - D/2 log 2 pi, with U left in Factors; Failed if there is no U.
    private static double Offset(MixtureStepModel model, int k)
    {
        var weight = model.Trace[1 + (k * model.Stride)];
        if (!Factorise(model, k))
        {
            return Failed;
        }

        var density = weight;
        for (var i = 0; i < model.Dimensions; i++)
        {
            density *= model.Factors[(k * model.Stride) + (i * (i + 1) / 2) + i];
        }

        return density > 1 / Huge && density < Huge ? DoubleLogarithm.Log(density) - (0.5 * model.Dimensions * LogTwoPi) : Failed;
    }

    // C = L L', then U = L^-1 in its place, row by row: row i of U needs row i of L and the rows of U above.
    private static bool Factorise(MixtureStepModel model, int k)
    {
        var (from, to) = (1 + (k * model.Stride) + 1 + model.Dimensions, k * model.Stride);
        for (var i = 0; i < model.Dimensions; i++)
        {
            var row = i * (i + 1) / 2;
            for (var j = 0; j <= i; j++)
            {
                var above = j * (j + 1) / 2;
                var rest = model.Trace[from + row + j];
                for (var l = 0; l < j; l++)
                {
                    rest -= model.Factors[to + row + l] * model.Factors[to + above + l];
                }

                var isUsable = i != j || (rest > 0 && rest < Huge);
                if (!isUsable)
                {
                    return false;
                }

                model.Factors[to + row + j] = i == j ? XMath.Sqrt(rest) : rest / model.Factors[to + above + j];
            }
        }

        for (var i = 0; i < model.Dimensions; i++)
        {
            var row = i * (i + 1) / 2;
            var diagonal = model.Factors[to + row + i];
            for (var j = 0; j <= i; j++)
            {
                var sum = i == j ? 1d : 0d;
                for (var l = j; l < i; l++)
                {
                    sum -= model.Factors[to + row + l] * model.Factors[to + (l * (l + 1) / 2) + j];
                }

                model.Factors[to + row + j] = sum / diagonal;
            }
        }

        return true;
    }

    // A variance inflation factor C_ii (C^-1)_ii above the limit.
    private static bool IsFlat(MixtureStepModel model, int k)
    {
        var flat = false;
        for (var i = 0; i < model.Dimensions; i++)
        {
            var precision = 0d;
            for (var row = i; row < model.Dimensions; row++)
            {
                var u = model.Factors[(k * model.Stride) + (row * (row + 1) / 2) + i];
                precision += u * u;
            }

            var variance = model.Trace[2 + (k * model.Stride) + model.Dimensions + (i * (i + 1) / 2) + i];
            flat |= variance * precision > Whitening.LargestInflation;
        }

        return flat;
    }

    // The parameters of the next sweep, as PackedMixture writes them.
    private static void Pack(MixtureStepModel model, int k, double offset)
    {
        var at = k * model.Stride;
        var log2 = (float)(offset / PackedMixture.Ln2);
        model.Parameters[at] = XMath.Max(GaussianPacking.Never, log2);
        for (var i = 0; i < model.Dimensions; i++)
        {
            model.Parameters[at + 1 + i] = (float)model.Trace[at + 2 + i];
        }

        for (var entry = 0; entry < model.Triangle; entry++)
        {
            model.Parameters[at + 1 + model.Dimensions + entry] = (float)(model.Factors[at + entry] * PackedMixture.FactorScale);
        }
    }

    private static void Accept(MixtureStepModel model, double shift, int flat)
    {
        var bound = model.LogLikelihood / model.Voxels;
        var rests = XMath.Abs(bound - model.Controls[MixtureStepModel.BeforeAt]) < model.Controls[MixtureStepModel.TolAt];
        model.Trace[0] = model.LogLikelihood;
        model.Controls[MixtureStepModel.ShiftAt] = shift;
        model.Controls[MixtureStepModel.BeforeAt] = bound;
        model.Taken[0] += 1;
        model.Stopped[0] = rests || flat > 0 ? 1 : 0;
    }
}
