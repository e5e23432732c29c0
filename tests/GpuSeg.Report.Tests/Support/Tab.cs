using System.Globalization;
using System.Text.Json;
using Deque.AxeCore.Commons;
using PuppeteerSharp;

namespace GpuSeg.Report.Tests;

/// <summary>A page in the browser, with its requests and complaints.</summary>
public sealed class Tab : IAsyncDisposable
{
    private const string Drawn = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))";

    private readonly List<string> _requests = [], _complaints = [];

    private Tab(IPage page)
    {
        Page = page;
        page.Request += (_, e) => _requests.Add(e.Request.Url);
        page.Console += (_, e) => _complaints.Add(e.Message.Text);
        page.PageError += (_, e) => _complaints.Add(e.Message);
        page.Dialog += async (_, e) =>
        {
            _complaints.Add(e.Dialog.Message);
            await e.Dialog.Dismiss();
        };
    }

    public IPage Page { get; }

    /// <summary>Requests for anything outside the page itself.</summary>
    public IEnumerable<string> Requests => _requests.Where(url => !url.StartsWith("data:", StringComparison.Ordinal));

    public IReadOnlyList<string> Complaints => _complaints;

    public static async Task<Tab> Open(IBrowser browser, string file, int width, string scheme, bool script)
    {
        var tab = new Tab(await browser.NewPageAsync());
        await tab.Page.SetViewportAsync(new ViewPortOptions { Width = width, Height = 1600 });
        MediaFeatureValue[] features = [new() { MediaFeature = MediaFeature.PrefersColorScheme, Value = scheme }];
        await tab.Page.EmulateMediaFeaturesAsync(features);
        await tab.Page.SetJavaScriptEnabledAsync(script);
        await tab.Page.GoToAsync(new Uri(file).AbsoluteUri);
        if (script)
        {
            await tab.Page.WaitForSelectorAsync(".viewer:not([hidden]), main:not(:has(.viewer))");
            await tab.Settle();
        }
        return tab;
    }

    public Task<T> Value<T>(string script) => Page.EvaluateExpressionAsync<T>(script);

    public async Task Settle() => await Page.EvaluateExpressionAsync(Drawn);

    public Task<string> Text(string selector) => Value<string>($"document.querySelector({Quoted(selector)}).textContent");

    /// <summary>Returns the texts of all elements that match a selector.</summary>
    public Task<string[]> Texts(string selector) =>
        Value<string[]>($"[...document.querySelectorAll({Quoted(selector)})].map(element => element.textContent)");

    /// <summary>Returns the middle of an element on the screen.</summary>
    public Task<decimal[]> Middle(string selector) => Value<decimal[]>(
        "(box => [box.x + box.width / 2, box.y + box.height / 2])"
        + $"(document.querySelector({Quoted(selector)}).getBoundingClientRect())");

    /// <summary>Returns the picture of a slice, for comparison.</summary>
    public Task<string> Picture(string plane) => Value<string>($"document.querySelector('[data-plane={plane}] canvas').toDataURL()");

    /// <summary>Returns red, green and blue of a point at shares from 0 to 1 of the picture's width and height.</summary>
    public Task<int[]> Colour(string plane, double x, double y) => Value<int[]>(string.Create(CultureInfo.InvariantCulture,
        $"(canvas => [...canvas.getContext('2d').getImageData({x} * canvas.width, {y} * canvas.height, 1, 1).data].slice(0, 3))"
        + $"(document.querySelector('[data-plane={plane}] canvas'))"));

    /// <summary>Moves a slider as a user does.</summary>
    public async Task Slide(string id, double value)
    {
        await Page.EvaluateExpressionAsync(string.Create(CultureInfo.InvariantCulture,
            $"(input => {{ input.value = {value}; input.dispatchEvent(new Event('input', {{ bubbles: true }})); }})"
            + $"(document.getElementById('{id}'))"));
        await Settle();
    }

    public async Task Click(string selector)
    {
        await Page.EvaluateExpressionAsync($"document.querySelector({Quoted(selector)}).click()");
        await Settle();
    }

    public async Task ClickAt(string plane, double x, double y)
    {
        var box = await Value<double[]>(
            "(box => [box.x, box.y, box.width, box.height])"
            + $"(document.querySelector('[data-plane={plane}] canvas').getBoundingClientRect())");
        await Page.Mouse.ClickAsync((decimal)(box[0] + x * box[2]), (decimal)(box[1] + y * box[3]));
        await Settle();
    }

    /// <summary>Returns the place of a plane's slice, from its caption.</summary>
    public async Task<double> Millimetres(string plane)
    {
        var caption = await Text($"[data-plane={plane}] output");
        return double.Parse(caption.Split(' ')[2].Replace('−', '-'), CultureInfo.InvariantCulture);
    }

    /// <summary>Returns the violations that axe finds, a line each.</summary>
    public async Task<IEnumerable<string>> AxeViolations()
    {
        await Page.EvaluateExpressionAsync(new BundledAxeScriptProvider().GetScript());
        var violations = JsonDocument.Parse(await Value<string>("axe.run().then(result => JSON.stringify(result.violations))"));
        return violations.RootElement.EnumerateArray().Select(violation =>
        {
            var node = violation.GetProperty("nodes")[0];
            return $"{violation.GetProperty("id")}: {node.GetProperty("html")} {node.GetProperty("failureSummary")}";
        });
    }

    public async ValueTask DisposeAsync() => await Page.DisposeAsync();

    private static string Quoted(string text) => JsonSerializer.Serialize(text);
}
