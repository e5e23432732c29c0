using System.Buffers.Binary;
using GpuSeg.Images.Masking;

namespace GpuSeg.Images.Tests.Masking;

/// <summary>Values that float32 cannot tell apart keep their differences, however they are read.</summary>
public sealed class ExactColumnsTests : IDisposable
{
    private const short Int16 = 4, Int32 = 8, Float64 = 64, Int64 = 1024;

    private const int Count = 6 * 5 * 4;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Keeps_differences_of_large_whole_numbers(bool isCompressed)
    {
        long[] values = [.. Enumerable.Range(0, Count).Select(i => 2_000_000_000L + 1 + (i % 3))];
        Require(File(Int32, isCompressed, (bytes, i) => BinaryPrimitives.WriteInt32LittleEndian(bytes, (int)values[i])), columns =>
        {
            Assert.NotEqual(0, columns.Origins[0]);
            Assert.Equal(values.Select(value => (double)value), Restored(columns));
            Assert.Empty(columns.Warnings);
        });
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Keeps_fractions_of_large_doubles(bool isCompressed)
    {
        double[] values = [.. Enumerable.Range(0, Count).Select(i => 1e8 + (i % 8 / 8.0))];
        Require(File(Float64, isCompressed, (bytes, i) => BinaryPrimitives.WriteDoubleLittleEndian(bytes, values[i])), columns =>
        {
            Assert.NotEqual(0, columns.Origins[0]);
            Assert.Equal(values, Restored(columns));
        });
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Leaves_values_that_float32_holds(bool isCompressed)
    {
        short[] values = [.. Enumerable.Range(0, Count).Select(i => (short)(32_000 + (i % 3)))];
        Require(File(Int16, isCompressed, (bytes, i) => BinaryPrimitives.WriteInt16LittleEndian(bytes, values[i])), columns =>
        {
            Assert.Equal(0, columns.Origins[0]);
            Assert.Equal(values.Select(value => (double)value), Restored(columns));
            Assert.Empty(columns.Warnings);
        });
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Reports_whole_numbers_that_doubles_round(bool isCompressed)
    {
        var first = 1L << 54;
        Require(File(Int64, isCompressed, (bytes, i) => BinaryPrimitives.WriteInt64LittleEndian(bytes, first + (i % 3))), columns =>
        {
            var warning = Assert.Single(columns.Warnings);
            Assert.StartsWith("image: values up to 1.801E+16 are rounded to multiples of 4; ", warning, StringComparison.Ordinal);
        });
    }

    private static IEnumerable<double> Restored(MaskedColumns columns) =>
        columns.Values[0].Take(Count).Select(value => columns.Origins[0] + value);

    // Both readers: the one that keeps the mask's voxels alone, and the one that keeps volumes.
    private static void Require(string image, Action<MaskedColumns> check)
    {
        var selection = new ImageSelection { Images = [image] };
        check(new MaskedReader().Read(selection, 1, TestContext.Current.CancellationToken).Mask().Columns);
        check(MaskedReader.ReadVolumes(selection, 1, TestContext.Current.CancellationToken).Mask().Columns);
    }

    private string File(short datatype, bool isCompressed, Writer write)
    {
        var size = datatype switch { Int16 => 2, Int32 => 4, _ => 8 };
        var voxels = new byte[Count * size];
        for (var i = 0; i < Count; i++)
        {
            write(voxels.AsSpan(i * size), i);
        }

        byte[] header = NiftiBytes.Floats([], [6, 5, 4])
            .With(NiftiBytes.Datatype, datatype).With(NiftiBytes.Datatype + 2, (short)(8 * size));
        byte[] bytes = [.. header, .. voxels];
        return isCompressed ? _folder.Put("image.nii.gz", TempFolder.Gzip(bytes)) : _folder.Put("image.nii", bytes);
    }

    private delegate void Writer(Span<byte> bytes, int voxel);
}
