namespace GpuSeg.Imaging.Tests;

public class SkeletonTests
{
    [Fact]
    public void Builds() => Assert.NotNull(typeof(SkeletonTests).Assembly);
}
