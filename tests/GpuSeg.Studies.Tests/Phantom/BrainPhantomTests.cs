using System.Runtime.InteropServices;
using System.Security.Cryptography;
using GpuSeg.Images.Files;
using GpuSeg.Images.Nifti;
using GpuSeg.Studies.Phantom;

namespace GpuSeg.Studies.Tests.Phantom;

public class BrainPhantomTests
{
    private const int Csf = 1, Grey = 2, White = 3, Lesion = 4;
    private static readonly PhantomOptions s_small = new() { Size = 64, Seed = 3 };
    private static readonly BrainPhantom s_phantom = BrainPhantom.Make(s_small);
    private static readonly BrainPhantom s_clean = BrainPhantom.Make(s_small with { Noise = 0, Bias = 0 });

    [Fact]
    public void Generates_the_recorded_voxels_of_a_seed() =>
        Assert.Equal("1d652ae69a07ff60", Hash(BrainPhantom.Make(new() { Size = 32, Seed = 1 })));

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Generates_the_same_voxels_for_any_number_of_threads(int threads) =>
        Assert.Equal(Hash(s_phantom), Hash(BrainPhantom.Make(s_small with { Threads = threads })));

    [Fact]
    public void Seeds_differ_in_anatomy_and_noise()
    {
        var other = BrainPhantom.Make(s_small with { Seed = 4 });
        Assert.InRange(s_phantom.Truth.Zip(other.Truth).Count(pair => pair.First != pair.Second), 5_000, int.MaxValue);
        var noise = BrainPhantom.Make(s_small with { Noise = 0.1 });
        Assert.Equal(s_phantom.Truth, noise.Truth);
        Assert.NotEqual(s_phantom.Images[0].Values, noise.Images[0].Values);
    }

    [Fact]
    public void Generates_zero_outside_the_brain_and_positive_integers_inside()
    {
        foreach (var image in s_phantom.Images)
        {
            Assert.All(s_phantom.Truth.Zip(image.Values), pair =>
                Assert.True(pair.First == 0 ? pair.Second == 0 : pair.Second >= 1 && pair.Second == MathF.Round(pair.Second)));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Generates_plausible_tissue_volumes(int seed)
    {
        var phantom = BrainPhantom.Make(s_small with { Seed = seed });
        var brain = phantom.Truth.Count(label => label != 0);
        double Share(int label) => phantom.Truth.Count(l => l == label) / (double)brain;
        Assert.InRange(brain * phantom.Header.Grid.VoxelVolume / 1e6, 1.2, 1.7);
        Assert.InRange(Share(Csf), 0.12, 0.35);
        Assert.InRange(Share(Grey), 0.3, 0.55);
        Assert.InRange(Share(White), 0.2, 0.45);
        Assert.InRange(Share(Lesion), 0.015, 0.08);
    }

    [Fact]
    public void Generates_no_lesion_without_a_tumour()
    {
        var healthy = BrainPhantom.Make(s_small with { Tumour = false });
        Assert.Equal([0, Csf, Grey, White], healthy.Truth.Select(label => (int)label).Distinct().Order());
    }

    [Theory]
    [InlineData("t1", Csf, Lesion, Grey, White)]
    [InlineData("t1_contrast", Csf, Grey, White)]
    [InlineData("flair", Csf, White, Grey, Lesion)]
    [InlineData("adc", White, Grey, Lesion, Csf)]
    public void Ranks_tissues_as_in_real_images(string name, params int[] labels)
    {
        double[] means = [.. labels.Select(label => Values(s_phantom, name, label).Average())];
        Assert.Equal(means.Order(), means);
    }

    [Fact]
    public void Highlights_the_rim_only_with_contrast_agent()
    {
        Assert.InRange(Values(s_clean, "t1_contrast", Lesion).Max(), 1600, 1620);
        Assert.InRange(Values(s_clean, "t1_contrast", Lesion).Min(), 430, 780);
    }

    [Theory]
    [InlineData("t1", White, 1090, 790)]
    [InlineData("flair", Csf, 160, 530)]
    public void Adds_Rician_noise_of_the_requested_deviation(string name, int label, double signal, double greyMatter)
    {
        var noisy = BrainPhantom.Make(s_small with { Size = 96, Bias = 0, Noise = 0.08 });
        var clean = BrainPhantom.Make(s_small with { Size = 96, Bias = 0, Noise = 0 });
        var deviation = 0.08 * greyMatter;
        double[] pure = [.. Values(noisy, name, label).Zip(Values(clean, name, label)).Where(p => p.Second == signal).Select(p => p.First)];
        Assert.InRange(pure.Length, 2_000, int.MaxValue);
        // E m^2 = s^2 + 2 d^2 holds at every signal; far above the noise the deviation is that of one channel.
        var square = pure.Average(m => m * m);
        var spread = 5 * Math.Sqrt((pure.Average(m => m * m * m * m) - square * square) / pure.Length);
        Assert.InRange(square, signal * signal + 2 * deviation * deviation - spread, signal * signal + 2 * deviation * deviation + spread);
        if (name == "t1")
        {
            Assert.InRange(Math.Sqrt(square - Math.Pow(pure.Average(), 2)), 0.95 * deviation, 1.05 * deviation);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Limits_bias_to_its_amplitude(int image)
    {
        var biased = BrainPhantom.Make(s_small with { Noise = 0, Bias = 0.2 });
        var largest = biased.Images[image].Values.Zip(s_clean.Images[image].Values)
            .Where(pair => pair.Second > 0).Max(pair => Math.Abs(pair.First / pair.Second - 1));
        Assert.InRange(largest, 0.12, 0.23);
    }

    [Fact]
    public void Mixes_the_signals_of_tissues_in_boundary_voxels()
    {
        // Between fluid (380) and white matter (1090) no tissue has 500; pure voxels would leave the range empty.
        Assert.InRange(s_clean.Images[0].Values.Count(value => value is > 390 and < 530), 500, int.MaxValue);
    }

    [Fact]
    public void Writes_files_on_one_grid_and_does_not_overwrite_them()
    {
        using var folder = new TempFolder();
        var (images, truth) = s_phantom.Write(folder.At("new"));
        var volumes = NiftiReader.ReadAll([.. images, truth]);
        Assert.Equal(["t1", "t1_contrast", "flair", "adc", "truth"], volumes.Select(volume => volume.Name));
        GridCheck.Require(volumes);
        Assert.Equal((64, 64, 24), volumes[0].Grid.Shape);
        Assert.Equal((3.0, 3.0, 6.0), volumes[0].Grid.Spacing);
        var values = new float[volumes[0].VoxelCount];
        volumes[3].CopyTo(values);
        Assert.Equal(s_phantom.Images[3].Values, values);
        volumes[4].CopyTo(values);
        Assert.Equal(s_phantom.Truth.Select(label => (float)label), values);
        Assert.Throws<OutputException>(() => s_phantom.Write(folder.At("new")));
        s_phantom.Write(folder.At("new"), overwrite: true);
    }

    [Theory]
    [InlineData(24, 0.05, 0.15)]
    [InlineData(100, 0.05, 0.15)]
    [InlineData(64, -0.1, 0.15)]
    [InlineData(64, double.NaN, 0.15)]
    [InlineData(64, 0.05, 0.6)]
    public void Rejects_options_out_of_range(int size, double noise, double bias) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => BrainPhantom.Make(new() { Size = size, Noise = noise, Bias = bias }));

    private static IEnumerable<double> Values(BrainPhantom phantom, string name, int label) =>
        phantom.Images.Single(image => image.Name == name).Values.Where((_, i) => phantom.Truth[i] == label).Select(value => (double)value);

    private static string Hash(BrainPhantom phantom)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(phantom.Truth);
        foreach (var image in phantom.Images)
        {
            hash.AppendData(MemoryMarshal.AsBytes(image.Values.AsSpan()));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }
}
