namespace GpuSeg.Bench.Compare;

/// <summary>Options of the comparison.</summary>
/// <param name="Data">Folder with t1, t1_contrast, flair and adc as .nii.gz, or null for synthetic images.</param>
/// <param name="Runs">Counted runs of every contender.</param>
/// <param name="Rows">Words of which a row's name must contain one; all rows if empty.</param>
/// <param name="MostVoxels">Largest size of the rows that vary the size.</param>
/// <param name="Gpu">Backend of the GPU rows.</param>
/// <param name="Python">Python interpreter with scikit-learn.</param>
/// <param name="GpuSeg">Published command.</param>
/// <param name="Save">Folder for the results; null to keep none.</param>
internal sealed record CompareOptions(
    string? Data, int Runs, IReadOnlyList<string> Rows, int MostVoxels, string Gpu, string Python, string GpuSeg, string? Save);
