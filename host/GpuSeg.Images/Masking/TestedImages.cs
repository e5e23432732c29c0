using GpuSeg.Images.Nifti;

namespace GpuSeg.Images.Masking;

/// <summary>Images that were read and whose voxels were tested: everything a mask needs.</summary>
/// <typeparam name="TImage"><see cref="Volume"/> if the voxels were kept, otherwise <see cref="ImageFile"/>.</typeparam>
public sealed class TestedImages<TImage> where TImage : ImageFile
{
    private readonly ImageSelection _selection;
    private readonly IReadOnlyList<VoxelTester> _testers;
    private readonly Func<int, IPackedValues> _values;
    private readonly MaskRegion? _mask;
    private readonly MaskExclusion? _exclusion;
    private readonly Func<int, Memory<ulong>> _words;
    private readonly Func<VoxelMask, MaskedColumns> _columns;

    /// <summary>Names the images and keeps the tests.</summary>
    /// <param name="selection">The files and their mask.</param>
    /// <param name="images">One image per volume; they receive their names.</param>
    /// <param name="masks">The mask file and the file of excluded voxels, each null if there is none.</param>
    /// <param name="testers">The tests of the images.</param>
    /// <param name="values">Gives the values of an image that are finite and not 0, before <paramref name="columns"/> is called.</param>
    /// <param name="words">Gives memory for the words of the mask.</param>
    /// <param name="columns">Gives the values of the mask's voxels, one run per image.</param>
    internal TestedImages(
        ImageSelection selection,
        IReadOnlyList<TImage> images,
        (MaskFile<TImage>? Mask, MaskFile<TImage>? Excluded) masks,
        IReadOnlyList<VoxelTester> testers,
        Func<int, IPackedValues> values,
        Func<int, Memory<ulong>> words,
        Func<VoxelMask, MaskedColumns> columns)
    {
        (Images, MaskFile, ExcludedFile, _selection) = (images, masks.Mask?.Image, masks.Excluded?.Image, selection);
        (_testers, _mask, _values, _words, _columns) = (testers, masks.Mask?.Region, values, words, columns);
        _exclusion = masks.Excluded is { } excluded ? new(excluded.Region, selection.LabelsExcluded) : null;
        Rename(images, selection.Names);
    }

    /// <summary>One image per volume, with names that are unique: a second t1 is called t1_2.</summary>
    public IReadOnlyList<TImage> Images { get; }

    /// <summary>The mask file, or null if a rule selects the voxels.</summary>
    public TImage? MaskFile { get; }

    /// <summary>The file of the voxels that are left out of the fit, or null.</summary>
    public TImage? ExcludedFile { get; }

    /// <summary>Combines the tests into the mask.</summary>
    /// <exception cref="ImageException">There are no images, their grids differ, or the mask is empty.</exception>
    public MaskedValues Mask()
    {
        VoxelBits[] bits = [.. _testers.Select(tester => tester.Bits)];
        var input = new MaskInput
        {
            Images = Images,
            Bits = bits,
            Values = [.. Enumerable.Range(0, bits.Length).Select(_values)],
            Rule = _selection.MaskRule,
            Fill = _selection.FillHoles,
            File = _mask,
            Exclusion = _exclusion,
        };
        var mask = VoxelMask.From(input, _words(bits.Length == 0 ? 0 : bits[0].Words));
        return new(mask, () => _columns(mask));
    }

    private static void Rename(IReadOnlyList<TImage> images, IReadOnlyList<string>? names)
    {
        if (names is not null && names.Count != images.Count)
        {
            throw new ArgumentException($"There are {names.Count} names for {images.Count} images.", nameof(names));
        }
        var taken = new HashSet<string>();
        for (var i = 0; i < images.Count; i++)
        {
            images[i].Name = ImageFile.UniqueName(names?[i] ?? images[i].Name, taken);
        }
    }
}

/// <summary>A mask and the values of its voxels in every image.</summary>
public sealed class MaskedValues
{
    private readonly Lazy<MaskedColumns> _columns;

    internal MaskedValues(VoxelMask mask, Func<MaskedColumns> columns) => (Mask, _columns) = (mask, new(columns));

    /// <summary>The mask.</summary>
    public VoxelMask Mask { get; }

    /// <summary>Values of the mask's voxels in file order, one run per image.</summary>
    public MaskedColumns Columns => _columns.Value;
}
