using GpuSeg.Engine.Passes;

namespace GpuSeg.Bench.Micro;

/// <summary>Plausible mixtures for timing one pass.</summary>
internal static class Densities
{
    /// <summary>Makes a mixture with means spread over the data and slightly correlated features.</summary>
    public static MixtureDensity Of(VoxelSet voxels, int components)
    {
        var (d, density) = (voxels.Dimensions, new MixtureDensity(components, voxels.Dimensions));
        int[] spread = [.. Enumerable.Range(0, components).Select(k => (int)((k + 0.5) * voxels.Count / components))];
        voxels.Frame.FromUser(voxels.Features.Rows(spread)).CopyTo(density.Means, 0);
        for (var k = 0; k < components; k++)
        {
            density.Offsets[k] = -1 - (0.1 * k);
            for (var i = 0; i < d; i++)
            {
                for (var j = 0; j <= i; j++)
                {
                    density.Factors[(k * Triangular.Size(d)) + Triangular.Index(i, j)] = i == j ? 1.5 : 0.1;
                }
            }
        }

        return density;
    }
}
