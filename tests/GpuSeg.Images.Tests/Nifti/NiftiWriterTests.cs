using System.Text.Json;
using GpuSeg.Images.Nifti;

namespace GpuSeg.Images.Tests.Nifti;

public sealed class NiftiWriterTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static readonly string[] s_references =
    [
        "plain.nii", "nifti2_le.nii", "dtype_int16_be.nii", "sform_only_oblique.nii", "qform_only_oblique.nii", "no_form.nii",
        "scl_2_100.nii", "extension.nii.gz", "pair.hdr", "dim4_one.nii", "dim4_three.nii",
    ];

    [Fact]
    public void Keeps_the_reference_grid_bit_for_bit_as_nibabel_reads_it()
    {
        var paths = s_references.Select(name => Shared.File("data", "awkward", "made", name)).ToArray();
        foreach (var path in paths)
        {
            var header = NiftiReader.Read(path)[0].Header;
            var labels = Enumerable.Range(0, header.Grid.VoxelCount).Select(i => (byte)(i % 4)).ToArray();
            var values = Enumerable.Range(0, 3)
                .Select(v => (ReadOnlyMemory<float>)labels.Select(label => label == v ? 0.75f : 0.125f).ToArray())
                .ToArray();
            var prefix = _folder.At(Path.GetFileName(path));
            NiftiWriter.Write(OutputImage.Labels(header, labels, 3), prefix + "_dseg.nii.gz");
            NiftiWriter.Write(OutputImage.Values(header, values), prefix + "_probseg.nii");
            NiftiWriter.Write(OutputImage.Values(header, values[0]), prefix + "_map.nii.gz");
        }
        var seen = JsonDocument.Parse(Nibabel.Run(Script, [_folder.Root, .. paths])).RootElement;
        Assert.All(seen.EnumerateObject(), check => Assert.True(check.Value.GetBoolean(), check.Name));
        Assert.Equal(s_references.Length * 37, seen.EnumerateObject().Count());
    }

    [Fact]
    public void Keeps_a_flat_reference_flat_except_for_several_volumes()
    {
        var header = _folder.Volume("flat.nii", NiftiBytes.Floats([1, 2, 3, 4, 5, 6], [3, 2])).Header;
        Assert.Equal([2, 3, 2, 1, 1, 1, 1, 1], Written(OutputImage.Labels(header, new byte[6], 1)).Dim);
        Assert.Equal([4, 3, 2, 1, 2, 1, 1, 1], Written(OutputImage.Values(header, new float[6], new float[6])).Dim);
    }

    [Fact]
    public void Writes_the_same_bytes_for_the_same_image_without_scaling()
    {
        var header = _folder.Volume("a.nii", NiftiBytes.Small().With(NiftiBytes.SclSlope, 3f)).Header;
        var image = OutputImage.Values(header, Enumerable.Range(0, 24).Select(i => i / 7f).ToArray());
        NiftiWriter.Write(image, _folder.At("one.nii.gz"));
        NiftiWriter.Write(image, _folder.At("two.nii.gz"));
        Assert.Equal(File.ReadAllBytes(_folder.At("one.nii.gz")), File.ReadAllBytes(_folder.At("two.nii.gz")));
        var written = NiftiReader.ReadHeader(_folder.At("one.nii.gz"));
        Assert.Equal((1.0, 0.0, 352L, false), (written.Slope, written.Intercept, written.VoxelOffset, written.BigEndian));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Reads_back_the_bits_it_writes(bool nifti2)
    {
        var random = new Random(9);
        var header = _folder.Volume("ref.nii", nifti2 ? NiftiBytes.SmallNifti2() : NiftiBytes.Small()).Header;
        var volumes = Enumerable.Range(0, 5)
            .Select(_ => Enumerable.Range(0, 24).Select(_ => BitConverter.Int32BitsToSingle(random.Next())).ToArray())
            .ToArray();
        NiftiWriter.Write(OutputImage.Values(header, [.. volumes.Select(v => (ReadOnlyMemory<float>)v)]), _folder.At("out.nii.gz"));
        var read = NiftiReader.Read(_folder.At("out.nii.gz"));
        Assert.Equal(5, read.Count);
        Assert.Equal(nifti2 ? 2 : 1, read[0].Header.Version);
        for (var i = 0; i < 5; i++)
        {
            var values = new float[24];
            read[i].CopyTo(values);
            Assert.Equal(volumes[i].Select(BitConverter.SingleToInt32Bits), values.Select(BitConverter.SingleToInt32Bits));
            Assert.True(read[i].Grid.SameAs(header.Grid));
        }
    }

    [Fact]
    public void Refuses_data_of_another_size()
    {
        var header = _folder.Volume("a.nii", NiftiBytes.Small()).Header;
        Assert.Throws<ArgumentException>(() => OutputImage.Labels(header, new byte[23], 3));
        Assert.Throws<ArgumentException>(() => OutputImage.Values(header, new float[24], new float[25]));
        Assert.Throws<ArgumentException>(() => OutputImage.Values(header));
    }

    private NiftiHeader Written(OutputImage image)
    {
        NiftiWriter.Write(image, _folder.At("written.nii"), overwrite: true);
        return NiftiReader.ReadHeader(_folder.At("written.nii"));
    }

    private const string Script = """
        import sys, json, os, numpy as np, nibabel as nb
        seen = {}
        def check(ref, prefix, kind, shape, dtype, data):
            i = nb.load(prefix + kind); h = i.header
            def see(what, ok): seen[os.path.basename(prefix) + kind + ' ' + what] = bool(ok)
            def same(*fields): return all(np.array(h[f]).astype('f8').tobytes() == np.array(ref.header[f]).astype('f8').tobytes() for f in fields)
            see('codes', same('qform_code', 'sform_code'))
            units = int(ref.header['xyzt_units'])
            see('units', int(h['xyzt_units']) == (units if len(shape) == 3 else (units & 7 or 2) | (units & 56 or 8)))
            see('qform', same('quatern_b', 'quatern_c', 'quatern_d', 'qoffset_x', 'qoffset_y', 'qoffset_z'))
            see('sform', same('srow_x', 'srow_y', 'srow_z'))
            see('pixdim', np.array_equal(h['pixdim'][:4], ref.header['pixdim'][:4]))
            see('shape', i.shape == shape)
            see('type', h.get_data_dtype() == np.dtype(dtype))
            see('little-endian', h.endianness == '<')
            see('version', type(h).__name__[5:6] == type(ref.header).__name__[5:6])
            see('affine', np.array_equal(i.affine, ref.affine))
            see('data', np.array_equal(i.get_fdata().ravel(order='F'), data))
            return h, see
        for path in sys.argv[2:]:
            ref = nb.load(path); prefix = os.path.join(sys.argv[1], os.path.basename(path)); shape = ref.shape[:3]; labels = np.arange(np.prod(shape)) % 4
            h, see = check(ref, prefix, '_dseg.nii.gz', shape, 'u1', labels)
            see('intent', h.get_intent()[0] == 'label')
            see('display range', (float(h['cal_min']), float(h['cal_max'])) == (0, 3))
            h, see = check(ref, prefix, '_probseg.nii', shape + (3,), 'f4', np.concatenate([np.where(labels == v, 0.75, 0.125) for v in range(3)]))
            see('step of the fourth dimension', float(h['pixdim'][4]) == 1)
            h, see = check(ref, prefix, '_map.nii.gz', shape, 'f4', np.where(labels == 0, 0.75, 0.125))
            see('intent', h.get_intent()[0] == 'none')
        print(json.dumps(seen))
        """;
}
