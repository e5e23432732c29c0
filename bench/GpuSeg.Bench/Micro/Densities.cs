using GpuSeg.Engine.Passes;

namespace GpuSeg.Bench.Micro;

/// <summary>A plausible mixture for timing one pass: means spread over the data, a little correlation.</summary>
internal static class Densities
{
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
