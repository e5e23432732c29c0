using PuppeteerSharp;

[assembly: AssemblyFixture(typeof(GpuSeg.Report.Tests.Chromium))]

namespace GpuSeg.Report.Tests;

/// <summary>
/// One browser for all tests, which use it in turn: a tab behind another may not draw. Tests are skipped if no browser is installed.
/// </summary>
public sealed class Chromium : IAsyncDisposable
{
    private static readonly string? s_program = Array.Find(["/usr/bin/chromium", "/usr/bin/google-chrome"], File.Exists);

    private readonly Lazy<Task<IBrowser>> _browser = new(() => Puppeteer.LaunchAsync(new LaunchOptions
    {
        ExecutablePath = s_program,
        Headless = true,
        // The sandbox does not start for root, as whom containers run tests.
        Args = ["--no-sandbox", "--disable-gpu"],
    }));

    public async Task<Tab> Open(string file, int width = 1280, string scheme = "light", bool script = true)
    {
        Assert.SkipWhen(s_program is null, "Chromium is absent (Debian: apt-get install chromium).");
        return await Tab.Open(await _browser.Value, file, width, scheme, script);
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser.IsValueCreated)
        {
            await (await _browser.Value).DisposeAsync();
        }
    }
}
