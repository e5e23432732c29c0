namespace GpuSeg.Engine.Tests;

internal static class Differences
{
    /// <summary>
    /// Fails with every sentence of a list that should be empty; xunit's own Empty shows the beginnings of the first five.
    /// </summary>
    public static void AssertNone(IEnumerable<string> sentences)
    {
        string[] found = [.. sentences];
        Assert.True(found.Length == 0, string.Join(Environment.NewLine, found));
    }
}
