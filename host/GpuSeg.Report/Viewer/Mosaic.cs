using System.Globalization;
using GpuSeg.Images.Views;
using GpuSeg.Report.Page;
using GpuSeg.Studies.Text;

namespace GpuSeg.Report.Viewer;

/// <summary>Still pictures for paper and for browsers without script: a strip of labelled slices per plane.</summary>
internal static class Mosaic
{
    private const int Cuts = 7;
    private const double PixelsOfLongestSide = 140;
    private const double Opacity = 0.5;

    private static readonly Html s_sides =
        Html.Trusted("The patient's left is on the left; in sagittal slices the front is on the right.");

    public static Html Of(ShownBox box, ShownImage image, LabelLayer layer, byte[] labels)
    {
        var mixed = new LabelledGreys(layer.Labels);
        var pixel = box.Axes.Max(axis => axis.Millimetres) / PixelsOfLongestSide;
        var keys = layer.Labels.Select(label => Html.Of($"""<li><i style="background:{label.Colour}"></i>{label.Name}</li>"""));

        return Html.Of($"""
            <figure class="mosaic">
            {box.Planes.Select(plane => Strip(box, plane, image, labels, mixed, pixel))}
            <figcaption>{image.Name} with the labels. {s_sides}</figcaption>
            </figure>
            <ul class="keys">{keys}</ul>
            """);
    }

    private static Html Strip(ShownBox box, BoxPlane plane, ShownImage image, byte[] labels, LabelledGreys mixed, double pixel)
    {
        var through = box.Axes[plane.Through];
        var cuts = Math.Min(Cuts, through.Count);
        int[] slices = [.. Enumerable.Range(0, cuts).Select(i => (int)(((i + 0.5) * through.Count) / cuts))];
        var (width, height) = (Pixels(box.Axes[plane.Across], pixel), Pixels(box.Axes[plane.Up], pixel));
        var pixels = new byte[slices.Length * width * height];
        for (var i = 0; i < slices.Length; i++)
        {
            Paint(new(box, plane, slices[i]), image.Greys, labels, mixed, pixels.AsSpan(i * width), (width, height, slices.Length * width));
        }

        var stripWidth = slices.Length * width;
        var png = Html.Trusted(Convert.ToBase64String(PngFile.Palette(pixels, stripWidth, height, mixed.Palette)));
        var alt = $"{Plural.Of(slices.Length, plane.Name.ToLowerInvariant() + " slice")} with labels";
        return Html.Of($"""
            <div class="strip"><img src="data:image/png;base64,{png}" width="{stripWidth}" height="{height}" alt="{alt}">
            <p style="grid-template-columns: repeat({slices.Length}, 1fr)">{slices.Select(Place)}</p></div>
            """);

        Html Place(int slice) =>
            Html.Of($"<span>{plane.View.Coordinate} = {through.Origin + (slice * through.Step):0} mm</span>");
    }

    private static void Paint(
        BoxSlice slice, byte[] greys, byte[] labels, LabelledGreys mixed, Span<byte> pixels, (int Width, int Height, int Stride) size)
    {
        for (var row = 0; row < size.Height; row++)
        {
            for (var column = 0; column < size.Width; column++)
            {
                var (across, up) = ((column + 0.5) / size.Width, 1 - ((row + 0.5) / size.Height));
                pixels[(row * size.Stride) + column] = mixed.Index(slice.Between(greys, across, up), slice.Nearest(labels, across, up));
            }
        }
    }

    private static int Pixels(BoxAxis axis, double pixel) => Math.Max((int)Math.Round(axis.Millimetres / pixel), 1);

    // A palette with the same number of greys for the background and every label, as many as fit into 256 colours.
    private sealed class LabelledGreys
    {
        private readonly int _levels;

        public LabelledGreys(IReadOnlyList<LabelEntry> labels)
        {
            _levels = 256 / (labels.Count + 1);
            Palette = new byte[3 * _levels * (labels.Count + 1)];
            for (var i = 0; i < Palette.Length; i++)
            {
                var (label, level, channel) = (i / 3 / _levels, i / 3 % _levels, i % 3);
                var grey = _levels == 1 ? 0 : 255.0 * level / (_levels - 1);
                var mixed = label == 0 ? grey : (Opacity * Channel(labels[label - 1].Colour, channel)) + ((1 - Opacity) * grey);
                Palette[i] = (byte)Math.Round(mixed);
            }
        }

        public byte[] Palette { get; }

        public byte Index(double grey, int label) => (byte)((label * _levels) + (int)Math.Round(grey / 255 * (_levels - 1)));

        private static int Channel(string colour, int channel) =>
            int.Parse(colour.AsSpan(1 + (2 * channel), 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
    }

    // One slice of the box, with coordinates from 0 to 1 along its sides.
    private readonly struct BoxSlice(ShownBox box, BoxPlane plane, int slice)
    {
        private readonly (int Count, int Stride) _across = Of(box, plane.Across);
        private readonly (int Count, int Stride) _up = Of(box, plane.Up);
        private readonly int _start = slice * Of(box, plane.Through).Stride;

        public byte Nearest(byte[] volume, double across, double up) =>
            volume[_start + ((int)(across * _across.Count) * _across.Stride) + ((int)(up * _up.Count) * _up.Stride)];

        // Bilinear interpolation.
        public double Between(byte[] volume, double across, double up)
        {
            var (column, columnShare) = Split(across, _across.Count);
            var (row, rowShare) = Split(up, _up.Count);
            var above = Mix(At(volume, column, row), At(volume, column + 1, row), columnShare);
            var below = Mix(At(volume, column, row + 1), At(volume, column + 1, row + 1), columnShare);
            return Mix(above, below, rowShare);
        }

        private byte At(byte[] volume, int column, int row) =>
            volume[_start + (Math.Clamp(column, 0, _across.Count - 1) * _across.Stride) + (Math.Clamp(row, 0, _up.Count - 1) * _up.Stride)];

        private static (int Before, double Share) Split(double share, int count) =>
            (share * count) - 0.5 is var place && Math.Floor(place) is var before ? ((int)before, place - before) : default;

        private static double Mix(double a, double b, double share) => a + ((b - a) * share);

        private static (int Count, int Stride) Of(ShownBox box, int axis) =>
            (box.Axes[axis].Count, box.Axes.Take(axis).Aggregate(1, (stride, before) => stride * before.Count));
    }
}
