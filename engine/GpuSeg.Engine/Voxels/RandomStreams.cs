using MathNet.Numerics.Random;

namespace GpuSeg.Engine.Voxels;

/// <summary>Independent random numbers for every start of a fit; the same seed gives the same numbers on every machine.</summary>
internal static class RandomStreams
{
    /// <summary>Creates the generator of start <paramref name="restart"/> of a fit seeded with <paramref name="seed"/>.</summary>
    public static RandomSource Of(int seed, int restart) =>
        new Xoshiro256StarStar(unchecked(seed + (restart * 1_000_003)), threadSafe: false);

    /// <summary>Draws K different numbers below N, in random order.</summary>
    public static int[] Distinct(RandomSource random, int count, int below)
    {
        var chosen = new HashSet<int>();
        while (chosen.Count < count)
        {
            chosen.Add(random.Next(below));
        }

        return [.. chosen];
    }
}
