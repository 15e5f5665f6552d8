using System.Collections.Concurrent;
using System.Text;

namespace Monocoque.Conformance.Support;

/// <summary>A ZAP handler (RFC 27) on a REP of either implementation.</summary>
internal sealed class ZapHandler : IAsyncDisposable
{
    /// <summary>Where libzmq asks; ours asks where it is told.</summary>
    internal const string Endpoint = "inproc://zeromq.zap.01";

    private static readonly TimeSpan s_turn = TimeSpan.FromMilliseconds(20);

    private readonly CancellationTokenSource _end = new();
    private Task _running = Task.CompletedTask;

    /// <summary>What was asked, frames in the order of the RFC: version, number, domain, address, routing id, mechanism, credentials.</summary>
    internal ConcurrentQueue<byte[][]> Requests { get; } = [];

    internal static async Task<ZapHandler> StartAsync(ITestSocket rep, Func<byte[][], byte[][]> answer)
    {
        await rep.BindAsync(Endpoint);
        return Start(rep, answer);
    }

    /// <summary>On a socket that is bound already.</summary>
    internal static ZapHandler Start(ITestSocket rep, Func<byte[][], byte[][]> answer)
    {
        var handler = new ZapHandler();
        handler._running = handler.RunAsync(rep, answer);
        return handler;
    }

    /// <summary>A reply as the RFC has it.</summary>
    internal static byte[][] Reply(byte[][] request, string status, string user = "", byte[]? metadata = null) =>
        [request[0], request[1], Encoding.ASCII.GetBytes(status), "text"u8.ToArray(), Encoding.ASCII.GetBytes(user), metadata ?? []];

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _running;
        _end.Dispose();
    }

    private async Task RunAsync(ITestSocket rep, Func<byte[][], byte[][]> answer)
    {
        while (!_end.IsCancellationRequested)
        {
            if (await rep.TryReceiveAsync(s_turn) is not { } request)
                continue;
            Requests.Enqueue(request);
            await rep.SendAsync(answer(request));
        }
    }
}
