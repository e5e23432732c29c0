using GpuSeg.Report.Page;

namespace GpuSeg.Report.Tests;

public sealed class HtmlTests
{
    [Fact]
    public void Escapes_insertions_except_markup()
    {
        var inner = Html.Of($"<b>{"<&>\"'"}</b>");
        Assert.Equal(
            "<p title=\"a&quot;b\"><b>&lt;&amp;&gt;&quot;&#39;</b> 3.50\n1</p>",
            Html.Of($"<p title=\"{"a\"b"}\">{inner} {3.5:F2}\n{1}</p>").ToString());
        Assert.Equal("use <code>--a &lt;b&gt;</code> &amp; see", Html.Prose("use `--a <b>` & see").ToString());
    }
}
