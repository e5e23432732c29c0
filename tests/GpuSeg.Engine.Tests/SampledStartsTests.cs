using GpuSeg.Engine.Centroids;
using GpuSeg.Engine.Fitting;
using GpuSeg.Engine.Mixtures;
using GpuSeg.Engine.Passes;
using GpuSeg.Engine.Voxels;
using GpuSeg.Kernels;

namespace GpuSeg.Engine.Tests;

/// <summary>Fits that begin where a fit to a sample ended.</summary>
public class SampledStartsTests
{
    private const int Count = 100_000;

    private static readonly FeatureMatrix s_blobs = RandomData.Blobs(8, Count, 3, 4);

    public static IEnumerable<TheoryDataRow<CovarianceType>> Types =>
        CovarianceTypes.All.Select(type => new TheoryDataRow<CovarianceType>(type));

    [Theory]
    [MemberData(nameof(Types))]
    public void Reaches_the_bound_of_a_mixture_in_a_few_passes_over_all_voxels(CovarianceType type)
    {
        var plain = new GaussianMixture { NComponents = 4, CovarianceType = type, NInit = 10 };
        var (without, before) = Fit(plain);
        var (with, after) = Fit(plain with { Init = MixtureInit.Sample });
        Assert.InRange(
            ((GaussianMixtureModel)with).LowerBound, ((GaussianMixtureModel)without).LowerBound - plain.Tol, double.PositiveInfinity);
        Assert.Equal(with.NIter, after.Count(pass => pass.Voxels == Count));
        Assert.True(with.Converged && 2 * with.NIter < before.Count(pass => pass.Voxels == Count),
            $"{with.NIter} iterations over all voxels, {without.NIter} without a sample");
        Assert.All(after, pass => Assert.True(pass.Voxels is Count or IEstimator.SampleVoxels));
    }

    [Fact]
    public void Reaches_the_inertia_of_KMeans_in_a_few_passes_over_all_voxels()
    {
        var plain = new KMeans { NClusters = 4, NInit = 10 };
        var (without, before) = Fit(plain);
        var (with, after) = Fit(plain with { Init = KMeansInit.Sample });
        Assert.InRange(((KMeansModel)with).Inertia, 0, 1.001 * ((KMeansModel)without).Inertia);
        Assert.True(with.Converged && 2 * after.Count(pass => pass.Voxels == Count) < before.Count(pass => pass.Voxels == Count));
    }

    [Fact]
    public void Makes_all_starts_on_the_sample_and_continues_with_one()
    {
        var (_, passes) = Fit(new GaussianMixture { NComponents = 4, NInit = 5, Init = MixtureInit.Sample });
        Assert.Contains(passes, pass => pass is { Voxels: IEstimator.SampleVoxels, Models: > 1 });
        Assert.All(passes.Where(pass => pass.Voxels == Count), pass => Assert.Equal(1, pass.Models));
    }

    [Fact]
    public void Reaches_the_optimum_of_all_voxels()
    {
        var plain = new GaussianMixture { NComponents = 4, Converge = true };
        var (without, with) =
            ((GaussianMixtureModel)Fit(plain).Model, (GaussianMixtureModel)Fit(plain with { Init = MixtureInit.Sample }).Model);
        Assert.Equal(without.LowerBound, with.LowerBound, 1e-6);
    }

    [Fact]
    public void Chooses_the_sample_by_the_seed_alone()
    {
        var (first, second) = (new GaussianMixture { NComponents = 2, Init = MixtureInit.Sample, Seed = 1 },
            new GaussianMixture { NComponents = 2, Init = MixtureInit.Sample, Seed = 2 });
        using var backend = new CountingBackend(HostBackends.All.Find("cpu").Create(new()));
        using var voxels = VoxelSet.Load(backend, s_blobs);
        var together = JointFit.Fit(voxels, [first, second]);
        Assert.Equal(1, backend.Held);
        Assert.Equal(first.Fit(voxels).Model.Means, together[0].Model.Means);
        Assert.Equal(second.Fit(voxels).Model.Means, together[1].Model.Means);
        Assert.NotEqual(together[0].Model.Means, together[1].Model.Means);
    }

    [Fact]
    public void Uses_all_voxels_when_there_are_fewer_than_a_sample()
    {
        using var backend = new CountingBackend(HostBackends.All.Find("cpu").Create(new()));
        using var voxels = VoxelSet.Load(backend, RandomData.Blobs(3, 500, 2, 3));
        var plain = new GaussianMixture { NComponents = 3 };
        var (without, with) = (plain.Fit(voxels).Model, (plain with { Init = MixtureInit.Sample }).Fit(voxels).Model);
        Assert.True(with.LowerBound >= without.LowerBound - 1e-9);
        Assert.All(backend.Passes, pass => Assert.Equal(500, pass.Voxels));
    }

    [Fact]
    public void Refuses_on_the_sample_whatever_all_voxels_refuse()
    {
        using var backend = HostBackends.All.Find("cpu").Create(new());
        using var voxels = VoxelSet.Load(backend, RandomData.Blobs(3, 20, 2, 3));
        IEstimator[] estimators = [new GaussianMixture { NComponents = 21, Init = MixtureInit.Sample },
            new KMeans { NClusters = 3, NInit = 0, Init = KMeansInit.Sample }, new GaussianMixture { NComponents = 2 }];
        var results = JointFit.Fit(voxels, estimators);
        Assert.All(results.Take(2), result => Assert.IsType<ArgumentException>(result.Failure));
        Assert.Null(results[2].Failure);
    }

    [Fact]
    public void Skips_the_sample_when_the_start_is_complete()
    {
        var model = (GaussianMixtureModel)Fit(new GaussianMixture { NComponents = 2 }).Model;
        var (_, passes) = Fit(
            new GaussianMixture { NComponents = 2, Init = MixtureInit.Sample, Start = new(model.Weights, model.Means, model.Precisions) });
        Assert.All(passes, pass => Assert.Equal(Count, pass.Voxels));
    }

    private static (IClusterModel Model, IReadOnlyList<(int Voxels, int Models)> Passes) Fit(IEstimator estimator)
    {
        using var backend = new CountingBackend(HostBackends.All.Find("cpu").Create(new()));
        using var voxels = VoxelSet.Load(backend, s_blobs);
        return (estimator.Fit(voxels).Model, backend.Passes);
    }
}
