namespace GpuSeg.Cli.Commands.Bench;

/// <summary>One measured row.</summary>
/// <param name="Backend">Name in the table of backends.</param>
/// <param name="What">A name from <see cref="BenchWhat"/>.</param>
/// <param name="Voxels">N.</param>
/// <param name="Features">D.</param>
/// <param name="Clusters">K; 0 for rows without clusters.</param>
/// <param name="Seconds">Median over the turns.</param>
/// <param name="BytesPerSecond">
/// Bytes of the features, N x D x 4, each read once per iteration; NaN for complete fits, which read them many times.
/// </param>
/// <param name="Share">
/// Ratio to the rate at which as many bytes of this backend's memory were read or copied in the same run; NaN without such a rate.
/// </param>
internal sealed record BenchRow(
    string Backend, string What, int Voxels, int Features, int Clusters, double Seconds, double BytesPerSecond, double Share)
{
    public double MegavoxelsPerSecond => Voxels / Seconds / 1e6;
}

/// <summary>Names of the measurements, in the JSON and for people.</summary>
internal static class BenchWhat
{
    public const string Em = "em_iteration";
    public const string Lloyd = "lloyd_iteration";
    public const string Mixture = "mixture_fit";
    public const string KMeans = "kmeans_fit";

    public static string Text(string what) => what switch
    {
        Em => "EM iteration",
        Lloyd => "Lloyd iteration",
        Mixture => "mixture fit",
        KMeans => "KMeans fit, 10 starts",
        _ => $"memory {what}",
    };
}
