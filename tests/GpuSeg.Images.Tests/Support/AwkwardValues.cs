namespace GpuSeg.Images.Tests;

/// <summary>
/// Voxels in runs of one kind, shorter than a word or longer: background of zeros of either sign, tissue, and special values alone among
/// zeros or among tissue.
/// </summary>
internal static class AwkwardValues
{
    private static readonly float[] s_special =
        [0, -0f, 1, -1, 2, float.NaN, float.PositiveInfinity, float.NegativeInfinity, float.Epsilon, -float.Epsilon, float.MaxValue];

    public static float[] Create(Random random, int count)
    {
        var values = new float[count];
        for (var (i, left, kind) = (0, 0, 0); i < count; i++, left--)
        {
            if (left == 0)
            {
                (left, kind) = (random.Next(2) == 0 ? random.Next(1, 8) : random.Next(1, 300), random.Next(5));
            }

            values[i] = kind switch
            {
                0 => 0,
                1 => random.Next(90) == 0 ? s_special[random.Next(s_special.Length)] : random.Next(2) == 0 ? 0 : -0f,
                2 => random.NextSingle() + 1,
                3 => random.Next(40) == 0 ? s_special[random.Next(s_special.Length)] : random.NextSingle() * 100,
                _ => random.Next(4) == 0 ? s_special[random.Next(s_special.Length)] : random.NextSingle() * 100 - 10,
            };
        }
        return values;
    }
}
