using GpuSeg.Images.Files;
using GpuSeg.Images.Nifti;
using GpuSeg.Threads;

namespace GpuSeg.Studies.Phantom;

/// <summary>
/// A simulated brain with a glioblastoma in four registered images without skull, and the true tissue of every voxel.
/// A voxel's signal is the mean over 2 x 2 x 2 points in it, times a smooth bias field, with Rician noise.
/// </summary>
public sealed class BrainPhantom
{
    private const double FieldOfView = 192;
    private const int Points = 8;

    private readonly PhantomOptions _options;
    private readonly BrainGeometry _geometry;
    private readonly BiasField[] _bias;
    private readonly double _spacing;

    private BrainPhantom(PhantomOptions options)
    {
        _options = options;
        _spacing = FieldOfView / options.Size;
        _geometry = new(options.Seed, options.Tumour);
        _bias = [.. Contrast.All.Select((_, i) => new BiasField(new(options.Seed, 20 + i), options.Bias))];
        Header = NiftiGrids.Centred((options.Size, options.Size, options.Size * 3 / 8), (_spacing, _spacing, 2 * _spacing));
        Images = [.. Contrast.All.Select(contrast => new PhantomImage(contrast.Name, new float[Header.Grid.VoxelCount]))];
        Truth = new byte[Header.Grid.VoxelCount];
    }

    /// <summary>Meanings of the labels 1, 2 ... of <see cref="Truth"/>.</summary>
    public static IReadOnlyList<string> TruthNames { get; } = ["CSF", "grey matter", "white matter", "lesion"];

    /// <summary>Header with the grid of all images: RAS, centred, qform and sform in mm.</summary>
    public NiftiHeader Header { get; }

    /// <summary>T1, T1 with contrast agent, FLAIR, and apparent diffusion coefficient (1e-6 mm2/s).</summary>
    public IReadOnlyList<PhantomImage> Images { get; }

    /// <summary>The tissue with the largest share of each voxel, in file order: 0 outside, else see <see cref="TruthNames"/>.</summary>
    public byte[] Truth { get; }

    /// <summary>Creates a subject.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public static BrainPhantom Make(PhantomOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Require(options.Size is >= 32 and <= 512 && options.Size % 8 == 0, nameof(options.Size), options.Size);
        Require(options.Noise is >= 0 and <= 1, nameof(options.Noise), options.Noise);
        Require(options.Bias is >= 0 and <= 0.5, nameof(options.Bias), options.Bias);
        var phantom = new BrainPhantom(options);
        var (_, rows, slices) = phantom.Header.Grid.Shape;
        ThreadBudget.For(rows * slices, phantom.FillRow, options.Threads);
        return phantom;
    }

    /// <summary>Writes the images and truth.nii.gz into a folder, created if necessary: all files or no file.</summary>
    /// <returns>The paths of the images, in their order, and of the truth.</returns>
    /// <exception cref="OutputException">A file exists and may not be overwritten, or the folder cannot be written.</exception>
    public (IReadOnlyList<string> Images, string Truth) Write(string folder, bool overwrite = false)
    {
        using var outputs = new OutputSet(overwrite);
        OutputFolder.Create(folder);
        string[] paths = [.. Images.Select(image => Path.Combine(folder, image.Name + ".nii.gz"))];
        var truth = Path.Combine(folder, "truth.nii.gz");
        foreach (var (path, image) in paths.Zip(Images))
        {
            outputs.AddImage(path, OutputImage.Values(Header, image.Values));
        }

        outputs.AddImage(truth, OutputImage.Labels(Header, Truth, TruthNames.Count));
        outputs.Commit();
        return (paths, truth);
    }

    private static void Require(bool valid, string option, object found)
    {
        if (!valid)
        {
            throw new ArgumentOutOfRangeException(option, found, $"{option} is out of its range.");
        }
    }

    private void FillRow(int row)
    {
        var (columns, rows, _) = Header.Grid.Shape;
        Span<int> shares = stackalloc int[7];
        for (var x = 0; x < columns; x++)
        {
            var centre = Place(x, row % rows, row / rows);
            if (CountTissues(centre, shares))
            {
                FillVoxel(row * columns + x, centre, shares);
            }
        }
    }

    private Point Place(int x, int y, int z)
    {
        var (columns, rows, slices) = Header.Grid.Shape;
        return new Point(x - (columns - 1) * 0.5, y - (rows - 1) * 0.5, 2 * (z - (slices - 1) * 0.5)) * _spacing;
    }

    /// <summary>
    /// Counts the tissues of the voxel's points; false if most lie outside. A voxel is extracted or not: the rest counts as fluid around
    /// the brain.
    /// </summary>
    private bool CountTissues(Point centre, Span<int> shares)
    {
        shares.Clear();
        if (_geometry.Around(centre, _spacing) is not { } near)
        {
            return false;
        }

        for (var i = 0; i < Points; i++)
        {
            var offset = new Point((i & 1) - 0.5, (i >> 1 & 1) - 0.5, 2 * ((i >> 2) - 0.5)) * (_spacing / 2);
            shares[(int)_geometry.At(centre + offset, near)]++;
        }

        var outside = shares[(int)Tissue.Outside];
        shares[(int)Tissue.Csf] += outside;
        shares[(int)Tissue.Outside] = 0;
        return outside <= Points / 2;
    }

    private void FillVoxel(int voxel, Point centre, ReadOnlySpan<int> shares)
    {
        Truth[voxel] = Label(shares);
        for (var i = 0; i < Images.Count; i++)
        {
            Images[i].Values[voxel] = Measured(i, voxel, centre, shares);
        }
    }

    private float Measured(int image, int voxel, Point centre, ReadOnlySpan<int> shares)
    {
        var contrast = Contrast.All[image];
        var signal = 0.0;
        for (var tissue = 0; tissue < shares.Length; tissue++)
        {
            signal += shares[tissue] * contrast.Means[tissue];
        }

        signal *= _bias[image].At(centre) / Points;
        var (real, imaginary) = new CounterRandom(_options.Seed, 30 + image).Normals((ulong)voxel);
        var deviation = _options.Noise * contrast.Reference;
        (real, imaginary) = (signal + deviation * real, deviation * imaginary);
        // Scanners store whole numbers, and they compress to half the size.
        return (float)Math.Max(1, Math.Round(Math.Sqrt(real * real + imaginary * imaginary)));
    }

    private static byte Label(ReadOnlySpan<int> shares)
    {
        ReadOnlySpan<int> merged = [shares[1], shares[2], shares[3], shares[4] + shares[5] + shares[6]];
        var largest = 0;
        for (var label = 1; label < merged.Length; label++)
        {
            if (merged[label] > merged[largest])
            {
                largest = label;
            }
        }

        return (byte)(largest + 1);
    }
}

/// <summary>Options of a <see cref="BrainPhantom"/>; equal options give equal voxels on every machine.</summary>
public sealed record PhantomOptions
{
    /// <summary>
    /// Voxels from left to right and from back to front; three eighths as many from bottom to top. A multiple of 8, 32..512.
    /// </summary>
    public int Size { get; init; } = 128;

    /// <summary>Chooses the subject: size, folds, ventricles, tumour, bias fields and noise.</summary>
    public int Seed { get; init; }

    /// <summary>Standard deviation of the noise in either channel, as a share of grey matter's intensity; 0..1.</summary>
    public double Noise { get; init; } = 0.05;

    /// <summary>Largest deviation of the bias field from 1; 0..0.5.</summary>
    public double Bias { get; init; } = 0.15;

    /// <summary>Whether the subject has a tumour.</summary>
    public bool Tumour { get; init; } = true;

    /// <summary>Most threads to use, -1 for all cores; the voxels are the same for any number.</summary>
    public int Threads { get; init; } = -1;
}

/// <summary>One image of a phantom.</summary>
/// <param name="Name">File name without extensions: t1, t1_contrast, flair or adc.</param>
/// <param name="Values">Whole numbers in file order; 0 outside the brain, at least 1 inside.</param>
public sealed record PhantomImage(string Name, float[] Values);
