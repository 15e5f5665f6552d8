using Monocoque.Conformance.Support;

namespace Monocoque.Conformance.NetMQ;

/// <summary>N-11: a proxy is started, stopped and followed by another.</summary>
public sealed class ProxyTests : ConformanceTest
{
    [Theory, Conformance("N-11", Pairings = Pairing.UsUs | Pairing.UsLibZmq)]
    public async Task N11_a_proxy_runs_once_and_another_takes_over_its_sockets(Pairing pairing, Wire wire)
    {
        var frontend = Open(pairing.First, ZmqSocketType.Router);
        var backend = Open(pairing.First, ZmqSocketType.Dealer);
        var req = Open(pairing.Second, ZmqSocketType.Req);
        var rep = Open(pairing.Second, ZmqSocketType.Rep);
        await JoinAsync(wire, frontend, req);
        await JoinAsync(wire, backend, rep);
        for (var i = 0; i < 3; i++)
        {
            var proxy = new ZmqProxy(((OurSocket)frontend).Native, ((OurSocket)backend).Native);
            // What comes while none runs waits for the next.
            await req.SendTextAsync("question", $"{i}");
            var running = proxy.RunAsync(Deadline);
            await Assert.ThrowsAsync<InvalidOperationException>(() => proxy.RunAsync(Deadline));
            await rep.ExpectAsync("question", $"{i}");
            await rep.SendTextAsync("answer", $"{i}");
            await req.ExpectAsync("answer", $"{i}");
            proxy.Terminate();
            await running;
            await Assert.ThrowsAsync<InvalidOperationException>(() => proxy.RunAsync(Deadline));
        }
    }

    [Theory, Conformance("N-11", Pairings = Pairing.UsUs)]
    public async Task N11_a_proxy_ends_by_its_token_and_with_its_sockets(Pairing pairing, Wire wire)
    {
        var frontend = Open(pairing.First, ZmqSocketType.Pull);
        var backend = Open(pairing.Second, ZmqSocketType.Push);
        await frontend.BindAsync(FreeAddress(wire));
        await backend.BindAsync(FreeAddress(wire));
        using var stop = new CancellationTokenSource();
        var first = new ZmqProxy(((OurSocket)frontend).Native, ((OurSocket)backend).Native).RunAsync(stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        var second = new ZmqProxy(((OurSocket)frontend).Native, ((OurSocket)backend).Native).RunAsync(Deadline);
        await frontend.DisposeAsync();
        await FailsAsync(ZmqError.Terminated, () => second);
    }
}
