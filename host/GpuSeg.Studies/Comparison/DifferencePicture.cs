using GpuSeg.Images.Views;
using GpuSeg.Threads;

namespace GpuSeg.Studies.Comparison;

/// <summary>
/// Axial slices of a comparison as one picture: A's labels in the top row, B's in the colours of their counterparts below, and in the
/// bottom row in red the voxels that differ, over A's labels dimmed. Matched labels count as the same, labels without a counterpart as
/// background: where the truth is a lesion alone, red is where the lesion is missed or seen in vain.
/// </summary>
internal sealed class DifferencePicture
{
    private const int MostSlices = 6;
    private const int LongestSide = 256;
    private const int Gap = 4;
    private const int Margin = 2;
    private const double DimmedShare = 0.3;
    private const double DimmedBlack = 45;
    private static readonly byte[] s_different = [255, 48, 48];

    private readonly MapComparison _comparison;
    private readonly AnatomicalView _view;
    private readonly byte[] _placeOfA = new byte[256];
    private readonly byte[] _placeOfB = new byte[256];
    private readonly bool[] _isMatched;
    private readonly byte[][] _colours;
    private readonly byte[][] _dimmed;

    private DifferencePicture(MapComparison comparison)
    {
        (_comparison, _view) = (comparison, new(comparison.A.Grid, Plane.Axial));
        // A label's number is the place of its pair: labels that are matched have the same.
        foreach (var (pair, place) in comparison.Pairs.Select((pair, i) => (pair, (byte)(i + 1))))
        {
            _placeOfA[pair.A ?? 0] = pair.A is null ? (byte)0 : place;
            _placeOfB[pair.B ?? 0] = pair.B is null ? (byte)0 : place;
        }

        var count = comparison.Pairs.Count;
        _isMatched = [false, .. comparison.Pairs.Select(pair => pair is { A: not null, B: not null })];
        _colours = [[0, 0, 0], .. Enumerable.Range(1, count).Select(place => ColourOf(place, count))];
        _dimmed = [_colours[0], .. _colours.Skip(1).Select(colour => Array.ConvertAll(colour, Dimmed))];
    }

    /// <summary>Draws the picture as a PNG file.</summary>
    public static byte[] Png(MapComparison comparison)
    {
        var (pixels, width, height) = Pixels(comparison);
        return PngFile.Rgb(pixels, width, height);
    }

    /// <summary>Draws the picture as bytes red, green, blue, row by row.</summary>
    internal static (byte[] Pixels, int Width, int Height) Pixels(MapComparison comparison) => new DifferencePicture(comparison).Draw();

    private (byte[] Pixels, int Width, int Height) Draw()
    {
        var slices = Chosen();
        var frame = slices.Aggregate(Box.Empty, (box, slice) => box.With(slice.Labelled));
        var (left, top) = (Math.Max(0, frame.First.X - Margin), Math.Max(0, frame.First.Y - Margin));
        var (right, bottom) = (Math.Min(_view.Width, frame.Last.X + Margin + 1), Math.Min(_view.Height, frame.Last.Y + Margin + 1));
        var (wide, high) = ((right - left) * _view.PixelSize.X, (bottom - top) * _view.PixelSize.Y);
        var zoom = LongestSide / Math.Max(wide, high);
        int[] columns = Sampled(left, right, (int)Math.Ceiling(wide * zoom)), rows = Sampled(top, bottom, (int)Math.Ceiling(high * zoom));
        var canvas = new Canvas(slices.Count, columns, rows, _view.Width);
        for (var i = 0; i < slices.Count; i++)
        {
            var slice = slices[i];
            canvas.Paint(i, 0, pixel => _colours[slice.A[pixel]]);
            canvas.Paint(i, 1, pixel => _colours[slice.B[pixel]]);
            canvas.Paint(i, 2, pixel => Differ(slice.A[pixel], slice.B[pixel]) ? s_different : _dimmed[slice.A[pixel]]);
        }

        return (canvas.Pixels, canvas.Width, canvas.Height);
    }

    private static byte[] ColourOf(int place, int count) => Convert.FromHexString(Viridis.HexOfLabel(place, count).AsSpan(1));

    private static byte Dimmed(byte channel) => (byte)(DimmedBlack + (channel * DimmedShare));

    // The nearest voxel of every pixel.
    private static int[] Sampled(int first, int end, int pixels) =>
        [.. Enumerable.Range(0, pixels).Select(i => first + (int)((i + 0.5) * (end - first) / pixels))];

    private bool Differ(byte a, byte b) => a != b && (_isMatched[a] || _isMatched[b]);

    private bool AnyDiffers(Slice slice)
    {
        for (var i = 0; i < slice.A.Length; i++)
        {
            if (Differ(slice.A[i], slice.B[i]))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Slices evenly spread over those that differ, or over those that have a label where none differs.</summary>
    private List<Slice> Chosen()
    {
        var all = new (bool Differs, bool IsLabelled)[_view.Slices];
        ThreadBudget.For(all.Length, z =>
        {
            var slice = Cut(z);
            all[z] = (AnyDiffers(slice), slice.Labelled != Box.Empty);
        });
        var anyDiffers = all.Any(slice => slice.Differs);
        int[] worth = [.. Enumerable.Range(0, all.Length).Where(z => anyDiffers ? all[z].Differs : all[z].IsLabelled)];
        var count = Math.Min(MostSlices, worth.Length);
        return [.. Enumerable.Range(0, count).Select(i => Cut(worth[((2 * i) + 1) * worth.Length / (2 * count)]))];
    }

    private Slice Cut(int z)
    {
        var (a, b) = (new byte[_view.Width * _view.Height], new byte[_view.Width * _view.Height]);
        _view.Cut<byte>(_comparison.A.Voxels, z, a);
        _view.Cut<byte>(_comparison.B.Voxels, z, b);
        var labelled = Box.Empty;
        for (var i = 0; i < a.Length; i++)
        {
            (a[i], b[i]) = (_placeOfA[a[i]], _placeOfB[b[i]]);
            if ((a[i] | b[i]) != 0)
            {
                var place = (i % _view.Width, i / _view.Width, 0);
                labelled = labelled.With(new(place, place));
            }
        }

        return new(a, b, labelled);
    }

    /// <summary>One slice of both maps, numbers of pairs instead of labels, and where anything is labelled.</summary>
    private sealed record Slice(byte[] A, byte[] B, Box Labelled);

    /// <summary>Three rows of tiles on black.</summary>
    private sealed class Canvas(int tiles, int[] columns, int[] rows, int sliceWidth)
    {
        public int Width { get; } = (tiles * (columns.Length + Gap)) - Gap;

        public int Height { get; } = (3 * (rows.Length + Gap)) - Gap;

        public byte[] Pixels { get; } = new byte[3 * ((tiles * (columns.Length + Gap)) - Gap) * ((3 * (rows.Length + Gap)) - Gap)];

        public void Paint(int tile, int line, Func<int, byte[]> colour)
        {
            for (var y = 0; y < rows.Length; y++)
            {
                for (var x = 0; x < columns.Length; x++)
                {
                    var target = ((((line * (rows.Length + Gap)) + y) * Width) + (tile * (columns.Length + Gap)) + x) * 3;
                    colour((rows[y] * sliceWidth) + columns[x]).CopyTo(Pixels, target);
                }
            }
        }
    }
}
