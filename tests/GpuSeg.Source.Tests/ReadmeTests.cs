using GpuSeg.Source.Tests.Reading;

namespace GpuSeg.Source.Tests;

public sealed class ReadmeTests
{
    [Fact]
    public void Compiles_example_of_README()
    {
        var source = SourceTree.Read(AppContext.BaseDirectory);
        var example = source.Texts.Single(text => text.Path == "README.md").Text.Split("```csharp\n")[1].Split("```")[0];
        var cut = example.IndexOf("\n\n", StringComparison.Ordinal);
        var program = example[..cut] + "\nfloat[] t1 = [1], flair = [2];\n" + example[cut..];
        Assert.Empty(source.Compilation.ErrorsOf(program).Select(error => error.ToString()));
    }
}
