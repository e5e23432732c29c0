namespace GpuSeg.Figures.Pictures;

/// <summary>The two values that divide an image into dark, middle and bright voxels.</summary>
internal static class GreyLevels
{
    private const int Bins = 128;

    // A few very bright voxels must not leave all others in one bin.
    private const double BrightShare = 0.995;

    /// <summary>
    /// Finds the two levels with the largest variance between the three classes, on a histogram of 128 bins from the least value to the
    /// 99.5th percentile; values that are not finite do not count. Source: N. Otsu, A threshold selection method from gray-level
    /// histograms, 1979.
    /// </summary>
    public static (float Low, float High) Of(ReadOnlySpan<float> values)
    {
        var window = Range(values);
        var counts = Counts(values, window.Least, window.Most);
        // The sums of counts and of bins below each bin.
        var (below, moment) = (new double[Bins + 1], new double[Bins + 1]);
        for (var bin = 0; bin < Bins; bin++)
        {
            below[bin + 1] = below[bin] + counts[bin];
            moment[bin + 1] = moment[bin] + (double)counts[bin] * bin;
        }

        var (best, low, high) = (-1.0, 1, 2);
        for (var i = 1; i < Bins - 1; i++)
        {
            for (var j = i + 1; j < Bins; j++)
            {
                var between = Part(0, i) + Part(i, j) + Part(j, Bins);
                (best, low, high) = between > best ? (between, i, j) : (best, low, high);
            }
        }

        return (Level(low), Level(high));

        // The part of the variance between classes, except for a term that is the same for all levels.
        double Part(int from, int to) => below[to] - below[from] is > 0 and var count
            ? Math.Pow(moment[to] - moment[from], 2) / count
            : 0;

        float Level(int bin) => (float)(window.Least + (window.Most - window.Least) * bin / Bins);
    }

    private static (double Least, double Most) Range(ReadOnlySpan<float> values)
    {
        var (least, most) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var value in values)
        {
            if (float.IsFinite(value))
            {
                (least, most) = (Math.Min(least, value), Math.Max(most, value));
            }
        }

        var counts = Counts(values, least, most);
        var (left, bin) = ((1 - BrightShare) * counts.Sum(count => (double)count), Bins);
        while (bin > 1 && left - counts[bin - 1] >= 0)
        {
            left -= counts[--bin];
        }

        return (least, least + (most - least) * bin / Bins);
    }

    private static int[] Counts(ReadOnlySpan<float> values, double least, double most)
    {
        var counts = new int[Bins];
        var scale = most > least ? Bins / (most - least) : 0;
        foreach (var value in values)
        {
            if (float.IsFinite(value))
            {
                counts[(int)Math.Clamp((value - least) * scale, 0, Bins - 1)]++;
            }
        }

        return counts;
    }
}
