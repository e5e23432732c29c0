namespace GpuSeg.Bench.Compare;

/// <summary>What the user chose.</summary>
/// <param name="Data">Folder with t1, t1_contrast, flair and adc as .nii.gz, or null for made images.</param>
/// <param name="Runs">Counted turns of every contender.</param>
/// <param name="Rows">Only rows whose name contains one of these; none: all.</param>
/// <param name="MostVoxels">The largest size of the rows that are about size.</param>
/// <param name="Card">The backend of the rows about a graphics card.</param>
/// <param name="Python">The interpreter that has scikit-learn.</param>
/// <param name="GpuSeg">The published command.</param>
/// <param name="Save">Folder of results, or null.</param>
internal sealed record CompareOptions(
    string? Data, int Runs, IReadOnlyList<string> Rows, int MostVoxels, string Card, string Python, string GpuSeg, string? Save);
