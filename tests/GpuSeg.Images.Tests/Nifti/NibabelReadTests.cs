using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using GpuSeg.Images.Nifti;

namespace GpuSeg.Images.Tests.Nifti;

/// <summary>Compares files that nibabel wrote with the values that nibabel reads back.</summary>
public sealed class NibabelReadTests(NibabelReadTests.Files files) : IClassFixture<NibabelReadTests.Files>
{
    private static readonly string[] s_types =
        ["uint8", "int8", "uint16", "int16", "uint32", "int32", "uint64", "int64", "float32", "float64"];

    private static readonly string[] s_others =
    [
        "sform.nii", "qform.nii", "qform_left.nii", "qform_turned.nii", "both.nii", "neither.nii", "neither_2d.nii", "scaled_int16.nii",
        "scaled_float32.nii.gz",
        "pair1.hdr", "pair1gz.hdr.gz", "pair2.hdr", "flat.nii.gz", "volumes.nii.gz", "one_volume.nii", "fourd_neither.nii",
        "zero_pixdim.nii", "odd_qfac.nii", "unknown_code.nii", "sheared.nii", "sagittal.nii",
    ];

    public static TheoryData<string> Names =>
    [
        .. s_types.SelectMany(type => (string[])[$"{type}_le1.nii", $"{type}_be1.nii.gz", $"{type}_le2.nii.gz", $"{type}_be2.nii"]),
        .. s_others,
    ];

    [Theory]
    [MemberData(nameof(Names))]
    public void Reads_what_nibabel_reads(string name)
    {
        var expected = files.Expected.GetProperty(name);
        var volumes = NiftiReader.Read(files.Folder.At(name));
        var grid = volumes[0].Grid;
        Assert.Equal(expected.GetProperty("type").GetString(), volumes[0].Header.Datatype.NumpyName());
        Assert.Equal(expected.GetProperty("codes").GetString(), grid.Orientation);
        for (var i = 0; i < 16; i++)
        {
            Assert.Equal(expected.GetProperty("affine")[i].GetDouble(), grid.Affine[i / 4, i % 4], 1e-5);
        }

        Assert.Equal(expected.GetProperty("sha256").GetString(), Sha256(volumes));
        // Narrowing the float64 value is the only rounding allowed in a float32 value.
        Assert.All(volumes, volume => Assert.Equal(Doubles(volume).Select(v => (float)v), Floats(volume)));
    }

    [Fact]
    public void Tests_every_file() =>
        Assert.Equal(Names.Select(row => row.Data).Order(), files.Expected.EnumerateObject().Select(p => p.Name).Order());

    private static string Sha256(IReadOnlyList<Volume> volumes)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var volume in volumes)
        {
            hash.AppendData(MemoryMarshal.AsBytes(Doubles(volume).AsSpan()));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static double[] Doubles(Volume volume)
    {
        var values = new double[volume.VoxelCount];
        volume.CopyTo(values);
        return values;
    }

    private static float[] Floats(Volume volume)
    {
        var values = new float[volume.VoxelCount];
        volume.CopyTo(values);
        return values;
    }

    /// <summary>Runs the script once for all rows.</summary>
    public sealed class Files : IDisposable
    {
        private readonly Lazy<JsonElement> _expected;

        public Files() => _expected = new(() => JsonDocument.Parse(Nibabel.Run(Script, Folder.Root)).RootElement);

        public TempFolder Folder { get; } = new();

        public JsonElement Expected => _expected.Value;

        public void Dispose() => Folder.Dispose();
    }

    private const string Script = """
        import sys, json, hashlib, os, numpy as np, nibabel as nb
        from nibabel.eulerangles import euler2mat
        out = sys.argv[1]; seen = {}; rng = np.random.default_rng(3); shape = (7, 6, 5)
        turned = np.eye(4); turned[:3, :3] = euler2mat(0.3, -0.2, 0.5) @ np.diag([1.1, 2.2, 3.3]); turned[:3, 3] = [-80.5, 12.25, 33]
        left = turned @ np.diag([-1, 1, 1, 1])
        def data(t, s=shape):
            t = np.dtype(t)
            if t.kind == 'f': return (rng.standard_normal(s) * 1000).astype(t)
            i = np.iinfo(t); return rng.integers(i.min, i.max, s, dtype=t, endpoint=True)
        def save(name, array, affine=turned, kind=nb.Nifti1Image, end='<', edit=None):
            h = kind.header_class(endianness=end); h.set_data_dtype(array.dtype.newbyteorder(end)); h.set_data_shape(array.shape)
            h.set_qform(affine, 1); h.set_sform(affine, 2)
            if edit: edit(h)
            pair = name.split('.')[1] == 'hdr'
            h['magic'] = h.pair_magic if pair else h.single_magic
            h['vox_offset'] = 0 if pair else h.single_vox_offset + (0 if 'int' in name else 32)
            path = os.path.join(out, name); gz = name.endswith('.gz')
            import gzip
            openf = (lambda p: gzip.open(p, 'wb')) if gz else (lambda p: open(p, 'wb'))
            voxels = array.astype(array.dtype.newbyteorder(end)).tobytes(order='F')
            with openf(path) as f:
                f.write(h.binaryblock)
                if not pair: f.write(b'\0' * (int(h['vox_offset']) - len(h.binaryblock))); f.write(voxels)
            if pair:
                with openf(path.replace('.hdr', '.img')) as f: f.write(voxels)
            i = nb.load(path); values = i.get_fdata(dtype=np.float64)
            seen[name] = dict(type=i.get_data_dtype().newbyteorder('=').name, codes=''.join(nb.aff2axcodes(i.affine)), affine=i.affine.ravel().tolist(),
                              sha256=hashlib.sha256(values.tobytes(order='F')).hexdigest())
        for t in 'uint8 int8 uint16 int16 uint32 int32 uint64 int64 float32 float64'.split():
            save(t + '_le1.nii', data(t)); save(t + '_be1.nii.gz', data(t), end='>')
            save(t + '_le2.nii.gz', data(t), kind=nb.Nifti2Image); save(t + '_be2.nii', data(t), kind=nb.Nifti2Image, end='>')
        f32 = lambda *s: data('f4', s or shape)
        def forms(q, s):
            def edit(h): h['qform_code'] = q; h['sform_code'] = s; h['srow_x'] = h['srow_x'] + (7 if s else 0)
            return edit
        def field(name, value, index=None, more=None):
            def edit(h):
                if more: more(h)
                if index is None: h[name] = value
                else: h[name][index] = value
            return edit
        save('sform.nii', f32(), edit=forms(0, 3)); save('qform.nii', f32(), edit=forms(1, 0)); save('qform_left.nii', f32(), left, edit=forms(1, 0))
        save('qform_turned.nii', f32(), np.diag([-1., 2, -3, 1]), edit=forms(4, 0)); save('both.nii', f32(), left, edit=forms(1, 2))
        save('neither.nii', f32(), edit=forms(0, 0)); save('neither_2d.nii', f32(7, 6), edit=forms(0, 0)); save('fourd_neither.nii', f32(4, 5, 6, 3), edit=forms(0, 0))
        def scaling(h): h['scl_slope'] = 0.37; h['scl_inter'] = -12.5
        save('scaled_int16.nii', data('i2'), edit=scaling); save('scaled_float32.nii.gz', f32().astype('f8').astype('f4'), edit=field('scl_slope', 2.0))
        save('pair1.hdr', f32()); save('pair1gz.hdr.gz', f32()); save('pair2.hdr', f32(), kind=nb.Nifti2Image)
        save('flat.nii.gz', f32(9, 8)); save('volumes.nii.gz', f32(4, 3, 2, 5)); save('one_volume.nii', f32(4, 3, 2, 1))
        save('zero_pixdim.nii', f32(), edit=field('pixdim', 0, 3, forms(1, 0))); save('odd_qfac.nii', f32(), edit=field('pixdim', 0, 0, forms(1, 0)))
        save('unknown_code.nii', f32(), edit=field('sform_code', 9))
        shear = turned.copy(); shear[0, 1] += 0.9
        save('sheared.nii', f32(), shear); save('sagittal.nii', f32(), np.array([[0, 0, -1.2, 5], [1, 0, 0, 6], [0, -1, 0.1, 7], [0, 0, 0, 1.]]), edit=forms(0, 2))
        print(json.dumps(seen))
        """;
}
