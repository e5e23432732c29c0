using GpuSeg.Engine.Passes;
using GpuSeg.Engine.Voxels;

namespace GpuSeg.Kernels.Tests.Contract;

public class MixtureContractTests(BackendFixture backends)
{
    [Theory]
    [MemberData(nameof(Rows.Shapes), MemberType = typeof(Rows))]
    public void Expects_like_the_reference(string name, int count, int components, int dimensions)
    {
        var sample = new Sample(count, dimensions, Math.Min(components, 5));
        Compare(name, sample, sample.Density(components));
    }

    [Theory]
    [MemberData(nameof(Rows.PerBackend), MemberType = typeof(Rows))]
    public void Keeps_digits_far_from_the_origin(string name)
    {
        var sample = new Sample(10007, 3, 3, offset: 1e4, scale: 1);
        Compare(name, sample, sample.Density(3));
    }

    [Theory]
    [MemberData(nameof(Rows.PerBackend), MemberType = typeof(Rows))]
    public void Keeps_digits_at_tiny_scales(string name)
    {
        var sample = new Sample(10007, 3, 3, offset: 0, scale: 1e-6);
        Compare(name, sample, sample.Density(3));
    }

    // More components than any fused kernel takes, and the first two have weight 0.
    [Theory]
    [MemberData(nameof(Rows.PerBackend), MemberType = typeof(Rows))]
    public void Gives_nothing_to_components_of_weight_0(string name)
    {
        var sample = new Sample(1000, 1, 3);
        var density = sample.Density(9);
        (density.Offsets[0], density.Offsets[1]) = (double.NegativeInfinity, double.NegativeInfinity);
        Compare(name, sample, density);
    }

    [Theory]
    [MemberData(nameof(Rows.Shapes), MemberType = typeof(Rows))]
    public void Labels_like_the_reference(string name, int count, int components, int dimensions)
    {
        var sample = new Sample(count, dimensions, Math.Min(components, 5));
        var density = sample.Density(components);
        var (labels, expected, shares) = (new byte[count], new byte[count], new float[count * components]);
        using var passes = backends[name].Load(sample.Features, sample.Frame);
        using var reference = backends.Reference.Load(sample.Features, sample.Frame);
        passes.Label(density, labels);
        reference.Label(density, expected);
        reference.Posterior(density, shares);
        for (var i = 0; i < count; i++)
        {
            var margin = shares[(expected[i] * count) + i] - shares[(labels[i] * count) + i];
            Assert.True(margin <= Tolerance.Responsibility, $"Voxel {i} is {labels[i]} instead of {expected[i]}, a margin of {margin}.");
        }
    }

    [Theory]
    [MemberData(nameof(Rows.Shapes), MemberType = typeof(Rows))]
    public void Gives_labels_with_the_likelihood_the_bits_of_two_passes(string name, int count, int components, int dimensions)
    {
        var sample = new Sample(count, dimensions, Math.Min(components, 5));
        var density = sample.Density(components);
        var (labels, expected) = (new byte[count], new byte[count]);
        foreach (var weights in (float[]?[])[null, [.. Enumerable.Range(1, count)]])
        {
            using var passes = backends[name].Load(sample.Features, sample.Frame, weights);
            passes.Label(density, expected);
            var moments = Expect(passes, Membership.Soft, density)[0];
            Assert.Equal(moments.LogLikelihood, passes.LabelWithLikelihood(density, labels));
            Assert.Equal(expected, labels);
            MomentAssert.Same(moments, Expect(passes, Membership.Soft, density)[0]);
        }

        using var reference = backends.Reference.Load(sample.Features, sample.Frame);
        Assert.Equal(Expect(reference, Membership.Soft, density)[0].LogLikelihood, reference.LabelWithLikelihood(density, labels));
    }

    [Theory]
    [MemberData(nameof(Rows.Shapes), MemberType = typeof(Rows))]
    public void Labels_with_the_likelihood_in_the_first_pass_over_new_voxels(string name, int count, int components, int dimensions)
    {
        var sample = new Sample(count, dimensions, Math.Min(components, 5));
        var density = sample.Density(components);
        var (labels, expected) = (new byte[count], new byte[count]);
        using var first = backends[name].Load(sample.Features, sample.Frame);
        using var later = backends[name].Load(sample.Features, sample.Frame);
        var likelihood = first.LabelWithLikelihood(density, labels);
        Assert.Equal(Expect(later, Membership.Soft, density)[0].LogLikelihood, likelihood);
        later.Label(density, expected);
        Assert.Equal(expected, labels);
    }

    [Theory]
    [MemberData(nameof(Rows.Shapes), MemberType = typeof(Rows))]
    public void Computes_the_posteriors_of_the_reference(string name, int count, int components, int dimensions)
    {
        var sample = new Sample(count, dimensions, Math.Min(components, 5));
        var density = sample.Density(components);
        var (shares, expected) = (new float[count * components], new float[count * components]);
        using var passes = backends[name].Load(sample.Features, sample.Frame);
        using var reference = backends.Reference.Load(sample.Features, sample.Frame);
        passes.Posterior(density, shares);
        reference.Posterior(density, expected);
        for (var i = 0; i < shares.Length; i++)
        {
            Assert.Equal(expected[i], shares[i], Tolerance.Responsibility);
        }
    }

    [Theory]
    [MemberData(nameof(Rows.Shapes), MemberType = typeof(Rows))]
    public void Computes_the_log_densities_of_the_reference(string name, int count, int components, int dimensions)
    {
        var sample = new Sample(count, dimensions, Math.Min(components, 5));
        var density = sample.Density(components);
        var (logs, expected) = (new double[count], new double[count]);
        using var passes = backends[name].Load(sample.Features, sample.Frame);
        using var reference = backends.Reference.Load(sample.Features, sample.Frame);
        passes.LogDensity(density, logs);
        reference.LogDensity(density, expected);
        for (var i = 0; i < count; i++)
        {
            Assert.Equal(expected[i], logs[i], Tolerance.LogDensity * (1 + Math.Abs(expected[i])));
        }
    }

    [Theory]
    [MemberData(nameof(Rows.PerBackend), MemberType = typeof(Rows))]
    public void Gives_mixtures_at_once_the_bits_of_each_alone(string name)
    {
        var sample = new Sample(10007, 4, 3);
        MixtureDensity[] densities = [sample.Density(3), sample.Density(1), sample.Density(8, seed: 5), sample.Density(3, seed: 6)];
        using var passes = backends[name].Load(sample.Features, sample.Frame);
        foreach (var membership in Enum.GetValues<Membership>())
        {
            var together = Expect(passes, membership, densities);
            for (var m = 0; m < densities.Length; m++)
            {
                MomentAssert.Same(Expect(passes, membership, densities[m])[0], together[m]);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Rows.PerBackend), MemberType = typeof(Rows))]
    public void Gives_the_same_bits_in_every_run(string name)
    {
        var sample = new Sample(10007, 4, 3);
        using var passes = backends[name].Load(sample.Features, sample.Frame);
        using var again = backends[name].Load(sample.Features, sample.Frame);
        var first = Expect(passes, Membership.Soft, sample.Density(3))[0];
        for (var run = 0; run < 10; run++)
        {
            MomentAssert.Same(first, Expect(run % 2 == 0 ? passes : again, Membership.Soft, sample.Density(3))[0]);
        }
    }

    [Theory]
    [MemberData(nameof(Rows.PerBackend), MemberType = typeof(Rows))]
    public void Takes_the_first_when_components_tie(string name)
    {
        var sample = new Sample(1000, 2, 3);
        var density = Twice(sample.Density(3));
        var labels = new byte[1000];
        using var passes = backends[name].Load(sample.Features, sample.Frame);
        passes.Label(density, labels);
        Assert.All(labels, label => Assert.InRange(label, 0, 2));
        var hard = Expect(passes, Membership.Hard, density)[0];
        Assert.Equal(1000, hard.Weight[..3].Sum());
        Assert.All(hard.Weight[3..], weight => Assert.Equal(0, weight));
        var soft = Expect(passes, Membership.Soft, density)[0];
        Assert.Equal(soft.Weight[..3], soft.Weight[3..]);
    }

    [Theory]
    [MemberData(nameof(Rows.PerBackend), MemberType = typeof(Rows))]
    public void Gives_twice_the_sums_when_every_voxel_is_there_twice(string name)
    {
        var sample = new Sample(5003, 4, 3);
        var twice = new FeatureMatrix(
            sample.Features.Names,
            [.. Enumerable.Range(0, 4).Select(j => (float[])[.. sample.Features.Column(j), .. sample.Features.Column(j)])]);
        using var passes = backends[name].Load(sample.Features, sample.Frame);
        using var passesTwice = backends[name].Load(twice, sample.Frame);
        var expected = Expect(passes, Membership.Soft, sample.Density(3))[0];
        var moments = Expect(passesTwice, Membership.Soft, sample.Density(3))[0];
        Halve(moments);
        MomentAssert.Close(expected, moments, sample.Features.Count, sample.Scale);
    }

    private static void Halve(Moments moments)
    {
        moments.LogLikelihood /= 2;
        foreach (var sums in new[] { moments.Weight, moments.First, moments.Second })
        {
            for (var i = 0; i < sums.Length; i++)
            {
                sums[i] /= 2;
            }
        }
    }

    private static MixtureDensity Twice(MixtureDensity density)
    {
        var twice = new MixtureDensity(2 * density.Components, density.Dimensions);
        double[][] from = [density.Offsets, density.Means, density.Factors];
        double[][] to = [twice.Offsets, twice.Means, twice.Factors];
        for (var i = 0; i < from.Length; i++)
        {
            from[i].CopyTo(to[i], 0);
            from[i].CopyTo(to[i], from[i].Length);
        }

        return twice;
    }

    private static Moments[] Expect(IVoxelPasses passes, Membership membership, params MixtureDensity[] densities)
    {
        Moments[] moments = [.. densities.Select(density => new Moments(density.Components, density.Dimensions))];
        passes.Expect(densities, membership, moments);
        return moments;
    }

    private void Compare(string name, Sample sample, MixtureDensity density)
    {
        using var passes = backends[name].Load(sample.Features, sample.Frame);
        using var reference = backends.Reference.Load(sample.Features, sample.Frame);
        foreach (var membership in Enum.GetValues<Membership>())
        {
            MomentAssert.Close(
                Expect(reference, membership, density)[0],
                Expect(passes, membership, density)[0],
                sample.Features.Count,
                sample.Scale);
        }
    }
}
