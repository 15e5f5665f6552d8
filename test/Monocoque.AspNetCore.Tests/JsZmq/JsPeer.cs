using System.Diagnostics;
using System.Text.Json;
using Monocoque.AspNetCore.Tests.Fakes;
using Monocoque.Shared;

namespace Monocoque.AspNetCore.Tests.JsZmq;

/// <summary>A socket of jszmq, the JavaScript implementation of ZeroMQ over WebSocket, in a process of Node.</summary>
internal sealed class JsPeer : IAsyncDisposable
{
    private static readonly string s_folder = Path.Combine(RepositoryRoot.Path, "test", "Monocoque.AspNetCore.Tests", "JsZmq");

    private readonly Process _process;

    private JsPeer(Process process) => _process = process;

    internal static JsPeer Start(string pattern, string address, string? topic = null)
    {
        Assert.True(
            Directory.Exists(Path.Combine(s_folder, "node_modules", "jszmq")),
            $"jszmq is not installed. ./test.sh does it; by hand: npm ci --prefix {Path.GetRelativePath(RepositoryRoot.Path, s_folder)}.");
        string[] arguments = topic is null ? ["peer.js", pattern, address] : ["peer.js", pattern, address, topic];
        var start = new ProcessStartInfo("node", arguments) { WorkingDirectory = s_folder, RedirectStandardInput = true, RedirectStandardOutput = true };
        return new JsPeer(Process.Start(start)!);
    }

    internal Task SendAsync(params string[] frames) =>
        _process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(frames).AsMemory(), TestContext.Current.CancellationToken).Within();

    internal async Task<string[]> ReceiveAsync()
    {
        var line = await _process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).Within();
        return JsonSerializer.Deserialize<string[]>(line ?? throw new InvalidOperationException("node has ended."))!;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
    }
}
