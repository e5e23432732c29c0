using GpuSeg.Engine.Centroids;
using GpuSeg.Engine.Exploration;
using GpuSeg.Engine.Fitting;
using GpuSeg.Engine.Mixtures;

namespace GpuSeg.Engine.Tests.Exploration;

public class ExplorationGridTests
{
    [Fact]
    public void Lists_the_sets_of_images()
    {
        Assert.Equal([[0], [1], [2]], ExplorationGrid.Singles(3));
        Assert.Equal([[0, 1, 2]], ExplorationGrid.All(3));
        Assert.Equal([[0], [1], [2], [0, 1], [0, 2], [1, 2], [0, 1, 2]], ExplorationGrid.Combinations(3));
        Assert.Equal(15, ExplorationGrid.Combinations(4).Count);
    }

    [Fact]
    public void Orders_cells_by_images_scaling_method_and_clusters()
    {
        var (mixture, kmeans) = (new GaussianMixture { NInit = 4, Seed = 9 }, new KMeans { NInit = 6, Converge = true });
        var grid = new ExplorationGrid
        {
            Subsets = ExplorationGrid.Singles(2),
            Standardise = [true, false],
            Methods = [kmeans, mixture with { CovarianceType = CovarianceTypes.Diag }, mixture],
            Clusters = [3, 2],
        };
        var cells = grid.Cells();
        IEstimator[] estimators =
        [
            kmeans with { NClusters = 3 },
            kmeans with { NClusters = 2 },
            mixture with { NComponents = 3, CovarianceType = CovarianceTypes.Diag },
            mixture with { NComponents = 2, CovarianceType = CovarianceTypes.Diag },
            mixture with { NComponents = 3 },
            mixture with { NComponents = 2 },
        ];
        Assert.Equal(24, cells.Count);
        Assert.Equal(estimators, cells.Take(6).Select(cell => cell.Estimator));
        Assert.Equal(estimators, cells.Skip(18).Select(cell => cell.Estimator));
        Assert.Equal(
            [(0, true), (0, false), (1, true), (1, false)], cells.Chunk(6).Select(six => (six[0].Images.Single(), six[0].Standardise)));
    }

    [Fact]
    public void Removes_duplicate_cells()
    {
        var grid = new ExplorationGrid
        {
            Subsets = [[0, 2], [2, 0], [2, 0, 2], [1]],
            Clusters = [2, 2],
            Standardise = [false, false],
            Methods = [.. CovarianceTypes.All.Select(type => new GaussianMixture { CovarianceType = type }), new KMeans()],
        };
        var cells = grid.Cells();
        Assert.Equal(2 * 5, cells.Count);
        Assert.Equal([0, 2], cells[0].Images);
        Assert.Equal([1], cells[^1].Images);
    }
}
