using GpuSeg.Engine.Voxels;

namespace GpuSeg.Engine.Passes;

/// <summary>A neighbour of every voxel.</summary>
/// <param name="X">Step along x.</param>
/// <param name="Y">Step along y.</param>
/// <param name="Z">Step along z.</param>
/// <param name="Weight">Weight of the neighbour's responsibilities.</param>
public readonly record struct Neighbour(int X, int Y, int Z, double Weight);

/// <summary>
/// A Potts prior in its mean-field form: a_ik = sum_j w_j r_jk over the neighbours j of voxel i, where w_j is proportional to
/// 1 / distance in mm and the weights of all neighbours sum to beta. Neighbours outside the mask add nothing.
/// </summary>
public sealed class NeighbourPrior
{
    private static readonly int[] s_neighbourhoods = [6, 18, 26];

    /// <summary>Creates a prior.</summary>
    /// <param name="beta">Sum of the weights of all neighbours; 0 without neighbours.</param>
    /// <param name="neighbours">6 (faces), 18 (and edges) or 26 (and corners).</param>
    /// <exception cref="ArgumentException">A value is out of range.</exception>
    public NeighbourPrior(double beta, int neighbours)
    {
        Arguments.Require(beta >= 0 && double.IsFinite(beta), "beta", beta, "at least 0 and finite");
        Arguments.Require(s_neighbourhoods.Contains(neighbours), "neighbours", neighbours, "6, 18 or 26");
        (Beta, Neighbours) = (beta, neighbours);
    }

    /// <summary>Sum of the weights of all neighbours.</summary>
    public double Beta { get; }

    /// <summary>Number of neighbours of a voxel.</summary>
    public int Neighbours { get; }

    /// <summary>Returns the neighbours with their weights in a grid of <paramref name="spacing"/> mm; none if beta is 0.</summary>
    public Neighbour[] In(IReadOnlyList<double> spacing)
    {
        ArgumentNullException.ThrowIfNull(spacing);
        if (Beta == 0)
        {
            return [];
        }

        // 6 neighbours differ from the voxel in one coordinate, 18 in up to two, 26 in up to three.
        var most = Array.IndexOf(s_neighbourhoods, Neighbours) + 1;
        Neighbour[] neighbours =
        [
            .. from z in Enumerable.Range(-1, 3)
               from y in Enumerable.Range(-1, 3)
               from x in Enumerable.Range(-1, 3)
               let steps = Math.Abs(x) + Math.Abs(y) + Math.Abs(z)
               where steps > 0 && steps <= most
               select new Neighbour(x, y, z, 1 / Distance(x * spacing[0], y * spacing[1], z * spacing[2])),
        ];
        var total = neighbours.Sum(neighbour => neighbour.Weight);
        return Array.ConvertAll(neighbours, neighbour => neighbour with { Weight = Beta * neighbour.Weight / total });
    }

    private static double Distance(double x, double y, double z) => Math.Sqrt((x * x) + (y * y) + (z * z));
}
