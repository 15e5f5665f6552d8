using System.Diagnostics;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Monocoque.Testing;

/// <summary>A page in a real browser without a window, which a test asks questions in JavaScript, by the DevTools protocol.</summary>
internal sealed partial class Chromium : IAsyncDisposable
{
    /// <summary>For a busy machine. Running into it is a failure.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly string _profile;
    private readonly ClientWebSocket _devTools = new();
    private int _lastId;

    private Chromium(Process process, string profile)
    {
        _process = process;
        _profile = profile;
    }

    /// <summary>Opens a page and waits until it is loaded.</summary>
    internal static async Task<Chromium> OpenAsync(Uri page)
    {
        var profile = Directory.CreateTempSubdirectory("monocoque-chromium-").FullName;
        string[] arguments =
        [
            // The sandbox wants user namespaces or a user that is not root, which a build machine need not have; the pages are our own.
            "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--disable-background-networking",
            "--disable-extensions", "--remote-debugging-port=0", $"--user-data-dir={profile}", "about:blank",
        ];
        var process = Process.Start(new ProcessStartInfo("chromium", arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        var chromium = new Chromium(process, profile);
        try
        {
            await chromium.AttachAsync().WaitAsync(s_patience, TestContext.Current.CancellationToken);
            await chromium.LoadAsync(page);
            return chromium;
        }
        catch
        {
            await chromium.DisposeAsync();
            throw;
        }
    }

    /// <summary>The value of an expression, or of the promise that it is, as text.</summary>
    internal async Task<string> EvaluateAsync(string expression)
    {
        var result = await CallAsync("Runtime.evaluate", new { expression, awaitPromise = true, returnByValue = true });
        Assert.False(result.TryGetProperty("exceptionDetails", out var fault), fault.ToString());
        return result.GetProperty("result").TryGetProperty("value", out var value) ? value.ToString() : "";
    }

    /// <summary>Waits until an expression is true in the page.</summary>
    internal Task WaitForAsync(string condition) => EvaluateAsync(
        $"new Promise(done => {{ const look = () => ({condition}) ? done() : setTimeout(look, 10); look(); }})");

    /// <summary>Shows the page in a window of this size, as somebody sees it who prefers light or dark colours.</summary>
    internal async Task ShowAsync(int width, int height, bool dark)
    {
        await CallAsync("Emulation.setDeviceMetricsOverride", new { width, height, deviceScaleFactor = 1, mobile = false });
        var features = new[] { new { name = "prefers-color-scheme", value = dark ? "dark" : "light" } };
        await CallAsync("Emulation.setEmulatedMedia", new { features });
    }

    /// <summary>A picture of the window, a PNG.</summary>
    internal async Task<byte[]> TakeScreenshotAsync() =>
        (await CallAsync("Page.captureScreenshot", new { format = "png" })).GetProperty("data").GetBytesFromBase64();

    public async ValueTask DisposeAsync()
    {
        _devTools.Dispose();
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
        Directory.Delete(_profile, recursive: true);
    }

    private async Task AttachAsync()
    {
        Match match;
        var said = "";
        do
        {
            var line = await _process.StandardError.ReadLineAsync(TestContext.Current.CancellationToken)
                ?? throw new InvalidOperationException($"chromium ended before it listened. It said:\n{said}");
            said += line + "\n";
            match = DevTools().Match(line);
        }
        while (!match.Success);
        _ = _process.StandardError.ReadToEndAsync(CancellationToken.None);
        _ = _process.StandardOutput.ReadToEndAsync(CancellationToken.None);

        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{match.Groups[1].Value}") };
        while (true)
        {
            using var targets = JsonDocument.Parse(await http.GetStringAsync(new Uri("json/list", UriKind.Relative), TestContext.Current.CancellationToken));
            var target = targets.RootElement.EnumerateArray().FirstOrDefault(static target => target.GetProperty("type").GetString() == "page");
            if (target.ValueKind == JsonValueKind.Undefined)
                continue;
            await _devTools.ConnectAsync(new Uri(target.GetProperty("webSocketDebuggerUrl").GetString()!), TestContext.Current.CancellationToken);
            return;
        }
    }

    /// <summary>The answer comes when the new document is there, so what is asked then is asked of that.</summary>
    internal async Task LoadAsync(Uri page)
    {
        await CallAsync("Page.navigate", new { url = page.ToString() });
        await WaitForAsync("document.readyState === 'complete'");
    }

    private async Task<JsonElement> CallAsync(string method, object parameters)
    {
        var id = ++_lastId;
        using var deadline = Deadline();
        await _devTools.SendAsync(
            JsonSerializer.SerializeToUtf8Bytes(new { id, method, @params = parameters }), WebSocketMessageType.Text, endOfMessage: true, deadline.Token);
        while (true)
        {
            using var said = await ReceiveAsync(deadline.Token);
            if (!said.RootElement.TryGetProperty("id", out var answered) || answered.GetInt32() != id)
                continue;
            Assert.False(said.RootElement.TryGetProperty("error", out var error), $"{method}: {error}");
            return said.RootElement.GetProperty("result").Clone();
        }
    }

    private static CancellationTokenSource Deadline()
    {
        var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(s_patience);
        return deadline;
    }

    private async Task<JsonDocument> ReceiveAsync(CancellationToken cancellationToken)
    {
        using var message = new MemoryStream();
        var buffer = new byte[16 * 1024];
        ValueWebSocketReceiveResult received;
        do
        {
            received = await _devTools.ReceiveAsync(buffer.AsMemory(), cancellationToken);
            message.Write(buffer, 0, received.Count);
        }
        while (!received.EndOfMessage);
        return JsonDocument.Parse(message.ToArray());
    }

    [GeneratedRegex(@"DevTools listening on ws://127\.0\.0\.1:(\d+)/")]
    private static partial Regex DevTools();
}
