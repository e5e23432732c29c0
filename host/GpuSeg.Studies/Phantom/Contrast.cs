namespace GpuSeg.Studies.Phantom;

/// <summary>The mean intensity of every tissue in one kind of image.</summary>
/// <param name="Name">File name without extensions.</param>
/// <param name="Means">Indexed by <see cref="Tissue"/>; ADC in 1e-6 mm2/s, the others in a scanner's arbitrary units.</param>
internal sealed record Contrast(string Name, params double[] Means)
{
    //                        outside, CSF, grey, white, oedema, rim, core
    public static readonly Contrast[] All =
    [
        new("t1", 0, 380, 790, 1090, 740, 720, 540),
        new("t1_contrast", 0, 430, 830, 1110, 780, 1620, 600),
        new("flair", 0, 160, 530, 430, 860, 790, 720),
        new("adc", 0, 2900, 860, 740, 1420, 1180, 1750),
    ];

    /// <summary>Noise is given relative to grey matter, the largest tissue.</summary>
    public double Reference => Means[(int)Tissue.GreyMatter];
}

/// <summary>The tissue of a point of the head; the last three are one lesion in the truth.</summary>
internal enum Tissue : byte
{
    Outside, Csf, GreyMatter, WhiteMatter, Oedema, EnhancingRim, NecroticCore,
}
