namespace GpuSeg.Kernels.Shared;

/// <summary>Refuses arguments that kernels, which work on bare memory, would not notice.</summary>
internal static class ArgumentChecks
{
    /// <summary>
    /// Refuses weights other than one positive, finite number for each of <paramref name="rows"/> rows; null is accepted.
    /// </summary>
    public static void Weights(float[]? weights, int rows)
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
            throw new ArgumentException(
                $"The weight of row {bad} is {weights[bad]}; weights must be positive and finite.", nameof(weights));
        }
    }

    /// <summary>Refuses a model of another number of features than the voxels: kernels would read past the end of the smaller.</summary>
    public static void Dimensions(int model, int voxels)
    {
        if (model != voxels)
        {
            throw new ArgumentException($"The model has {model} features, but the voxels have {voxels}.", nameof(model));
        }
    }
}
