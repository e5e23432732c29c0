using System.Globalization;
using System.Numerics;
using GpuSeg.Images.Nifti;

namespace GpuSeg.Images.Masking;

/// <summary>
/// Moves the values of an image to an origin in double before they are rounded to float32, if float32 cannot tell the values themselves
/// apart: 2e9 + 1, 2e9 + 2. All other images keep the columns that were read.
/// </summary>
internal static class ExactColumns
{
    // Evenly spaced values show the middle and the spread of an image.
    private const int MostSampled = 1 << 10;

    // float32 tells apart this many values between the 10th and the 90th percentile of an image that it holds well.
    private const double FewestSteps = 1 << 12;

    // The largest whole numbers below which float32 and float64 hold all of them.
    private const double WholeSingles = 1 << 24, WholeDoubles = 1L << 53;

    /// <summary>Returns the columns with their origins, and a sentence for each image whose values are rounded all the same.</summary>
    /// <param name="images">The images.</param>
    /// <param name="mask">The mask.</param>
    /// <param name="columns">The mask's voxels of every image as float32; an array may be longer than the mask has voxels.</param>
    /// <param name="pass">Passes the stored voxels of an image, given its number, through a sink once more.</param>
    public static MaskedColumns Of(
        IReadOnlyList<ImageFile> images, VoxelMask mask, float[][] columns, Action<int, IVoxelSink> pass)
    {
        var (values, origins, warnings) = (columns.ToArray(), new double[columns.Length], new List<string>());
        for (var i = 0; i < columns.Length; i++)
        {
            var header = images[i].Header;
            if (!MayRound(header))
            {
                continue;
            }

            var column = columns[i].AsSpan(0, mask.Count);
            var (origin, steps, largest) = Measure(column);
            var isWhole = IsWhole(header);
            if (isWhole ? largest <= WholeSingles : steps >= FewestSteps)
            {
                continue;
            }

            var fine = new FineColumn(mask, column.ToArray(), steps < FewestSteps ? origin : 0);
            pass(i, fine);
            if (fine.IsSame && fine.HasRounded && steps < FewestSteps)
            {
                (values[i], origins[i]) = (fine.Values, fine.Origin);
            }

            if (largest > WholeDoubles && isWhole)
            {
                warnings.Add(Rounded(images[i], largest, Math.BitIncrement(largest) - largest));
            }
            else if (isWhole ? fine.HasRoundedLess : fine.HasRounded && origins[i] == 0)
            {
                warnings.Add(Rounded(images[i], largest, MathF.BitIncrement((float)fine.Largest) - (float)fine.Largest));
            }
        }

        return new(values, origins, warnings);
    }

    private static string Rounded(ImageFile image, double largest, double step) => string.Create(
        CultureInfo.InvariantCulture,
        $"{image.Name}: values up to {largest:G4} are rounded to multiples of {step:G4}; store the image less a constant.");

    // Types of 8 and 16 bits and float32 are read without rounding unless they are scaled.
    private static bool MayRound(NiftiHeader header) => header is not { Slope: 1, Intercept: 0 }
        || header.Datatype is NiftiDatatype.Int32 or NiftiDatatype.UInt32 or NiftiDatatype.Int64 or NiftiDatatype.UInt64
            or NiftiDatatype.Float64;

    private static bool IsWhole(NiftiHeader header) =>
        header is { Slope: 1, Intercept: 0 } && header.Datatype != NiftiDatatype.Float64;

    // The median, float32's steps at the median between the 10th and the 90th percentile, and the largest size of a value.
    private static (double Median, double Steps, double Largest) Measure(ReadOnlySpan<float> column)
    {
        var sorted = new float[Math.Min(column.Length, MostSampled)];
        for (var i = 0; i < sorted.Length; i++)
        {
            sorted[i] = column[(int)((long)i * column.Length / sorted.Length)];
        }

        Array.Sort(sorted);
        var (median, step) = (At(0.5), MathF.BitIncrement(Math.Abs(At(0.5))) - Math.Abs(At(0.5)));
        return (median, ((double)At(0.9) - At(0.1)) / step, Largest(column));

        float At(double share) => sorted[(int)(share * (sorted.Length - 1))];
    }

    private static double Largest(ReadOnlySpan<float> column)
    {
        var largest = 0f;
        foreach (var value in column)
        {
            largest = Math.Max(largest, Math.Abs(value));
        }

        return largest;
    }

    // The values of the mask's voxels less an origin, computed in double.
    private sealed class FineColumn(VoxelMask mask, float[] coarse, double origin) : IVoxelSink
    {
        private readonly double[] _piece = new double[VoxelChunks.Voxels];
        private NiftiHeader? _header;
        private int _voxel;
        private int _next;

        public float[] Values { get; } = new float[coarse.Length];

        public double Origin => origin;

        /// <summary>Whether the values, rounded to float32, are those that were read before.</summary>
        public bool IsSame { get; private set; } = true;

        /// <summary>Whether float32 rounds a value.</summary>
        public bool HasRounded { get; private set; }

        /// <summary>Whether float32 rounds a value less the origin.</summary>
        public bool HasRoundedLess { get; private set; }

        /// <summary>The largest size of a value less the origin.</summary>
        public double Largest { get; private set; }

        public void Start(NiftiHeader header, bool isComplete) => (_header, _voxel, _next) = (header, 0, 0);

        public void Take(ReadOnlySpan<byte> stored)
        {
            var piece = _piece.AsSpan(0, stored.Length / _header!.Datatype.Size());
            VoxelValues.Convert(stored, _header, piece);
            for (var first = 0; first < piece.Length; first += VoxelBits.WordLength)
            {
                for (var bits = mask.Words[(_voxel + first) / VoxelBits.WordLength]; bits != 0; bits &= bits - 1)
                {
                    Add(piece[first + BitOperations.TrailingZeroCount(bits)]);
                }
            }

            _voxel += piece.Length;
        }

        private void Add(double value)
        {
            var less = value - origin;
            IsSame &= coarse[_next] == (float)value;
            HasRounded |= (float)value != value;
            HasRoundedLess |= (float)less != less;
            Largest = Math.Max(Largest, Math.Abs(less));
            Values[_next++] = (float)less;
        }
    }
}

/// <summary>The values of a mask's voxels.</summary>
/// <param name="Values">One run per image in file order, less the origin; an array may be longer than the mask has voxels.</param>
/// <param name="Origins">The number that the values of each image are less by: 0 unless float32 cannot tell the values apart.</param>
/// <param name="Warnings">A sentence for each image whose values are rounded.</param>
public sealed record MaskedColumns(IReadOnlyList<float[]> Values, IReadOnlyList<double> Origins, IReadOnlyList<string> Warnings);

/// <summary>Passes one volume of a file on to another sink.</summary>
/// <param name="number">Number of the volume in the file.</param>
/// <param name="sink">Receives it.</param>
internal sealed class OneVolumeSink(int number, IVoxelSink sink) : IVoxelSink
{
    private int _volume = -1;

    public void Start(NiftiHeader header, bool isComplete)
    {
        if (++_volume == number)
        {
            sink.Start(header, isComplete);
        }
    }

    public void Take(ReadOnlySpan<byte> stored)
    {
        if (_volume == number)
        {
            sink.Take(stored);
        }
    }
}
