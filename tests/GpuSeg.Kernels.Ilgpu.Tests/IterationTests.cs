using GpuSeg.Engine.Mixtures;
using GpuSeg.Engine.Passes;
using GpuSeg.Engine.Voxels;
using GpuSeg.Kernels.Ilgpu.Registers;
using GpuSeg.Kernels.Shared;
using ILGPU.Runtime.CPU;

namespace GpuSeg.Kernels.Ilgpu.Tests;

/// <summary>Steps that a device takes by itself, compared with steps of the host over the same passes.</summary>
public sealed class IterationTests(StartedBackends backends) : IClassFixture<StartedBackends>
{
    private const double RegCovar = 1e-4;
    private const double Tol = 1e-3;

    // Both sum the same float32 sweeps; they differ by rounding in double, and if that changes the rounding of a float32 parameter.
    private const double Bound = 1e-6;
    private const double Parameter = 1e-5;

    private static readonly int[] s_dimensions = [1, 2, 4, 6];
    private static readonly int[] s_components = [1, 2, 3, 5];
    private static readonly int[] s_withLarge = [12, 2, 12];

    public static TheoryData<string, int> Dimensions() =>
        [.. from backend in StartedBackends.Names from d in s_dimensions select new TheoryDataRow<string, int>(backend, d)];

    [Theory]
    [MemberData(nameof(Dimensions))]
    public void Takes_the_steps_of_the_host_for_mixtures(string backend, int d)
    {
        var features = Problem.Voxels(1031, 3, d);
        var frame = VoxelFrame.Of(features);
        using var passes = (IIteratingPasses)backends.Get(backend).Load(features, frame);
        var cases =
            from covariances in CovarianceTypes.All
            from k in s_components
            select (Covariances: covariances, Start: Problem.Mixture(k, d, seed: k));
        var (mixtures, expected) = (new List<MixtureIteration>(), new List<List<MixtureStep>>());
        foreach (var (covariances, start) in cases)
        {
            mixtures.Add(new(start, covariances.Reduction!.Value, RegCovar, Tol, double.NaN));
            expected.Add(HostSteps(passes, frame, mixtures[^1], 20));
        }

        passes.Iterate(mixtures, 20);
        for (var m = 0; m < mixtures.Count; m++)
        {
            Same(expected[m], mixtures[m].Steps, passes.Count, $"{mixtures[m].Reduction}, K = {mixtures[m].Start.Components}");
        }

        Assert.Contains(mixtures, mixture => mixture.Steps.Count is > 1 and < 20);
    }

    [Theory]
    [MemberData(nameof(StartedBackends.Rows), MemberType = typeof(StartedBackends))]
    public void Takes_steps_of_models_too_large_for_one_sweep(string backend)
    {
        var features = Problem.Voxels(257, 3, 2);
        var frame = VoxelFrame.Of(features);
        using var passes = (IIteratingPasses)backends.Get(backend).Load(features, frame);
        MixtureIteration[] mixtures =
            [.. s_withLarge.Select(k => new MixtureIteration(Problem.Mixture(k, 2), CovarianceReduction.Pooled, RegCovar, 0, double.NaN))];
        passes.Iterate(mixtures, 4);
        Array.ForEach(mixtures, mixture => Same(HostSteps(passes, frame, mixture, 4), mixture.Steps, passes.Count, "large"));
    }

    [Theory]
    [MemberData(nameof(StartedBackends.Rows), MemberType = typeof(StartedBackends))]
    public void Continues_a_mixture_that_was_interrupted(string backend)
    {
        var features = Problem.Voxels(1031, 3, 4);
        var frame = VoxelFrame.Of(features);
        using var passes = (IIteratingPasses)backends.Get(backend).Load(features, frame);
        var whole = new MixtureIteration(Problem.Mixture(3, 4), CovarianceReduction.None, RegCovar, Tol, double.NaN);
        passes.Iterate([whole], 100);
        Assert.InRange(whole.Steps.Count, 3, 99);
        var start = new MixtureIteration(whole.Start, CovarianceReduction.None, RegCovar, Tol, double.NaN);
        passes.Iterate([start], whole.Steps.Count - 1);
        Assert.Equal(whole.Steps.Count - 1, start.Steps.Count);
        var last = start.Steps[^1];
        var rest = new MixtureIteration(Density(last, 4), CovarianceReduction.None, RegCovar, Tol, last.LogLikelihood / passes.Count);
        passes.Iterate([rest], 100);
        Same([whole.Steps[^1]], rest.Steps, passes.Count, "rest");
    }

    [Theory]
    [MemberData(nameof(StartedBackends.Rows), MemberType = typeof(StartedBackends))]
    public void Leaves_a_collapsing_covariance_to_the_host(string backend)
    {
        // Three voxels for a component of its own: without reg_covar its covariance in four dimensions is singular.
        var features = Spread(Problem.Voxels(1031, 2, 4));
        var frame = VoxelFrame.Of(features);
        using var passes = (IIteratingPasses)backends.Get(backend).Load(features, frame);
        var start = Problem.Mixture(2, 4);
        frame.FromUser([2000, 2000, 2000, 2000]).CopyTo(start.Means, 4);
        var (collapsing, sound) = (
            new MixtureIteration(start, CovarianceReduction.None, 0, 0, double.NaN),
            new MixtureIteration(start, CovarianceReduction.None, RegCovar, 0, double.NaN));
        passes.Iterate([collapsing, sound], 8);
        Assert.InRange(collapsing.Steps.Count, 0, 7);
        Assert.NotEmpty(sound.Steps);
        Assert.All(collapsing.Steps.Concat(sound.Steps), step => Assert.True(double.IsFinite(step.LogLikelihood)));
    }

    [Theory]
    [MemberData(nameof(StartedBackends.Rows), MemberType = typeof(StartedBackends))]
    public void Leaves_a_likelihood_that_is_not_finite_to_the_host(string backend)
    {
        var features = Problem.Voxels(257, 2, 2);
        using var passes = (IIteratingPasses)backends.Get(backend).Load(features, VoxelFrame.Of(features));
        var start = Problem.Mixture(2, 2);
        start.Means[0] = start.Means[2] = 1e30;
        var lost = new MixtureIteration(start, CovarianceReduction.None, RegCovar, Tol, double.NaN);
        passes.Iterate([lost], 8);
        Assert.Empty(lost.Steps);
    }

    [Theory]
    [MemberData(nameof(StartedBackends.Rows), MemberType = typeof(StartedBackends))]
    public void Leaves_a_flat_mixture_to_the_host(string backend)
    {
        var features = Problem.Voxels(257, 2, 2);
        using var passes = (IIteratingPasses)backends.Get(backend).Load(features, VoxelFrame.Of(features));
        var start = Problem.Mixture(2, 2);
        start.Factors[1] = -1000;
        start.Factors[2] = 1000;
        var flat = new MixtureIteration(start, CovarianceReduction.None, RegCovar, Tol, double.NaN);
        passes.Iterate([flat], 8);
        Assert.Empty(flat.Steps);
    }

    [Theory]
    [MemberData(nameof(StartedBackends.Rows), MemberType = typeof(StartedBackends))]
    public void Leaves_an_unknown_reduction_to_the_host(string backend)
    {
        var features = Problem.Voxels(1031, 3, 2);
        using var passes = (IIteratingPasses)backends.Get(backend).Load(features, VoxelFrame.Of(features));
        var (other, full) = (Iteration((CovarianceReduction)8), Iteration(CovarianceReduction.None));
        passes.Iterate([other, full], 3);
        Assert.Empty(other.Steps);
        Assert.Equal(3, full.Steps.Count);

        static MixtureIteration Iteration(CovarianceReduction reduction) =>
            new(Problem.Mixture(3, 2), reduction, RegCovar, 0, double.NaN);
    }

    [Theory]
    [MemberData(nameof(StartedBackends.Rows), MemberType = typeof(StartedBackends))]
    public void Stops_after_the_step_that_makes_a_mixture_flat(string backend)
    {
        // The second feature repeats the first up to a thirtieth of its spread.
        var (first, random) = (Problem.Voxels(1031, 1, 1).Column(0).ToArray(), new Random(7));
        float[] second = [.. first.Select(x => x + (2f * (float)random.NextDouble()))];
        var features = new FeatureMatrix(["a", "b"], [first, second]);
        using var passes = (IIteratingPasses)backends.Get(backend).Load(features, VoxelFrame.Of(features));
        var mixture = new MixtureIteration(Problem.Mixture(1, 2), CovarianceReduction.None, 0, 0, double.NaN);
        passes.Iterate([mixture], 8);
        var step = Assert.Single(mixture.Steps);
        Assert.InRange(step.Covariances[1] / Math.Sqrt(step.Covariances[0] * step.Covariances[2]), 0.999, 1);
    }

    [Theory]
    [MemberData(nameof(Dimensions))]
    public void Centres_move_as_the_host_moves_them(string backend, int d)
    {
        var features = Problem.Voxels(1031, 3, d);
        using var passes = (IIteratingPasses)backends.Get(backend).Load(features, VoxelFrame.Of(features));
        int[] clusters = [3, 2, 5, 3, 12];
        foreach (var shiftLimit in new[] { 0, 1e-3 })
        {
            CentreIteration[] sets = [.. clusters.Select((k, m) => new CentreIteration(Problem.Centres(k, d, seed: m), shiftLimit))];
            passes.Iterate(sets, 40);
            foreach (var set in sets)
            {
                var expected = HostSteps(passes, set, 40);
                Assert.Equal(expected.Count, set.Steps.Count);
                for (var step = 0; step < expected.Count; step++)
                {
                    Assert.Equal(expected[step].Counts, set.Steps[step].Counts);
                    Assert.Equal(expected[step].Sums, set.Steps[step].Sums);
                    Assert.Equal(expected[step].Inertia, set.Steps[step].Inertia);
                }
            }

            Assert.Contains(sets, set => set.Steps.Count is > 2 and < 40);
        }
    }

    [Theory]
    [MemberData(nameof(StartedBackends.Rows), MemberType = typeof(StartedBackends))]
    public void Leaves_an_empty_cluster_to_the_host(string backend)
    {
        var features = Problem.Voxels(257, 2, 2);
        using var passes = (IIteratingPasses)backends.Get(backend).Load(features, VoxelFrame.Of(features));
        var start = Problem.Centres(3, 2);
        start[1].Fill(1e6);
        var set = new CentreIteration(start, 0);
        var other = new CentreIteration(Problem.Centres(3, 2), 0);
        passes.Iterate([set, other], 8);
        Assert.Equal(0, Assert.Single(set.Steps).Counts[1]);
        Assert.InRange(other.Steps.Count, 2, 8);
    }

    [Fact]
    public void Takes_steps_in_the_warps_of_cuda()
    {
        var features = Problem.Voxels(1031, 3, 4);
        var frame = VoxelFrame.Of(features);
        using var backend = IlgpuDevices.OpenCpu(new CPUDevice(WarpSink.Lanes, 2, 2), typeof(WarpSink), WarpSink.Lanes);
        using var passes = (IIteratingPasses)backend.Load(features, frame);
        MixtureIteration[] mixtures =
            [.. s_components.Select(k => new MixtureIteration(Problem.Mixture(k, 4), CovarianceReduction.None, RegCovar, Tol, double.NaN))];
        passes.Iterate(mixtures, 6);
        Array.ForEach(mixtures, mixture => Same(HostSteps(passes, frame, mixture, 6), mixture.Steps, passes.Count, "warps"));
    }

    [Theory]
    [MemberData(nameof(StartedBackends.Rows), MemberType = typeof(StartedBackends))]
    public void Gives_the_same_bits_in_every_run(string backend)
    {
        var features = Problem.Voxels(1031, 3, 4);
        using var passes = (IIteratingPasses)backends.Get(backend).Load(features, VoxelFrame.Of(features));
        IList<MixtureStep> Run()
        {
            var mixture = new MixtureIteration(Problem.Mixture(3, 4), CovarianceReduction.None, RegCovar, 0, double.NaN);
            passes.Iterate([mixture], 5);
            return mixture.Steps;
        }

        var (first, second) = (Run(), Run());
        Assert.Equal(5, first.Count);
        for (var step = 0; step < 5; step++)
        {
            Assert.Equal(first[step].LogLikelihood, second[step].LogLikelihood);
            Assert.Equal(first[step].Covariances, second[step].Covariances);
        }
    }

    // The loop of the engine, step by step over the plain passes, until the mixture needs other sweeps.
    private static List<MixtureStep> HostSteps(IVoxelPasses passes, VoxelFrame frame, MixtureIteration mixture, int most)
    {
        var (k, d) = (mixture.Start.Components, mixture.Start.Dimensions);
        var structure = CovarianceTypes.All.Single(type => type.Reduction == mixture.Reduction).Structure(k, d);
        var maximization = new MaximizationStep(structure, mixture.RegCovar, frame);
        var (density, before, moments, steps) = (mixture.Start, mixture.Before, new Moments(k, d), new List<MixtureStep>());
        while (steps.Count < most)
        {
            passes.Expect([density], Membership.Soft, [moments]);
            var parameters = maximization.Of(moments);
            density = parameters.ToDensity(structure, d);
            double[] covariances = [.. Enumerable.Range(0, k).SelectMany(c => structure.Expand(parameters.Covariances, c))];
            steps.Add(new(moments.LogLikelihood, parameters.Weights, parameters.Means, covariances));
            var bound = moments.LogLikelihood / passes.Count;
            var size = Triangular.Size(d);
            var isFlat = Enumerable.Range(0, k).Any(c => Whitening.IsNeeded(density.Factors.AsSpan(c * size, size), d));
            if (Math.Abs(bound - before) < mixture.Tol || isFlat)
            {
                break;
            }

            before = bound;
        }

        return steps;
    }

    private static List<Assignment> HostSteps(IVoxelPasses passes, CentreIteration set, int most)
    {
        var (centres, steps, isClosing) = (set.Start, new List<Assignment>(), false);
        while (steps.Count < most)
        {
            var assignment = new Assignment(centres.Clusters, centres.Dimensions);
            passes.Assign([centres], [assignment]);
            steps.Add(assignment);
            if (isClosing || assignment.Counts.Contains(0))
            {
                break;
            }

            var (moved, shift) = (new Centres(centres.Clusters, centres.Dimensions), 0d);
            for (var i = 0; i < moved.Values.Length; i++)
            {
                moved.Values[i] = assignment.Sums[i] / assignment.Counts[i / centres.Dimensions];
                shift += Math.Pow(moved.Values[i] - centres.Values[i], 2);
            }

            isClosing = shift <= set.ShiftLimit || (steps.Count > 1 && steps[^2].Sums.SequenceEqual(assignment.Sums));
            centres = moved;
        }

        return steps;
    }

    private static MixtureDensity Density(MixtureStep step, int d)
    {
        var k = step.Weights.Length;
        var structure = CovarianceTypes.Full.Structure(k, d);
        return new MixtureParameters(step.Weights, step.Means, structure.Reduce(step.Covariances, step.Weights)).ToDensity(structure, d);
    }

    private static FeatureMatrix Spread(FeatureMatrix features)
    {
        float[][] columns = [.. Enumerable.Range(0, features.Dimensions).Select(j => features.Column(j).ToArray())];
        for (var j = 0; j < columns.Length; j++)
        {
            for (var i = 0; i < 3; i++)
            {
                columns[j][i] = 2000 + (i == j ? 5 : 0);
            }
        }

        return new(features.Names, columns);
    }

    private static void Same(List<MixtureStep> expected, IList<MixtureStep> actual, int count, string what)
    {
        Assert.True(expected.Count == actual.Count, $"{what}: expected {expected.Count} steps, got {actual.Count}");
        for (var step = 0; step < expected.Count; step++)
        {
            Near([expected[step].LogLikelihood / count], [actual[step].LogLikelihood / count], Bound, $"{what}: bound of step {step}");
            Near(expected[step].Weights, actual[step].Weights, Parameter, $"{what}: weight of step {step}");
            Near(expected[step].Means, actual[step].Means, Parameter, $"{what}: mean of step {step}");
            Near(expected[step].Covariances, actual[step].Covariances, Parameter, $"{what}: covariance of step {step}");
        }
    }

    private static void Near(double[] expected, double[] actual, double tolerance, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.True(
                Math.Abs(expected[i] - actual[i]) <= tolerance * Math.Max(1, Math.Abs(expected[i])),
                $"{what} {i}: expected {expected[i]:R}, got {actual[i]:R}");
        }
    }
}
