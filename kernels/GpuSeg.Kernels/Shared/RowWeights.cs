namespace GpuSeg.Kernels.Shared;

/// <summary>How many voxels each row stands for.</summary>
internal static class RowWeights
{
    /// <summary>Refuses weights that are not one positive, finite number for each of <paramref name="rows"/> rows.</summary>
    public static void Check(float[]? weights, int rows)
    {
        if (weights is null)
        {
            return;
        }

        if (weights.Length != rows)
        {
            throw new ArgumentException($"There are {weights.Length} weights for {rows} rows; every row needs one.", nameof(weights));
        }

        var bad = Array.FindIndex(weights, weight => !(weight > 0 && float.IsFinite(weight)));
        if (bad >= 0)
        {
            throw new ArgumentException($"The weight of row {bad} is {weights[bad]}; weights must be positive and finite.", nameof(weights));
        }
    }
}
