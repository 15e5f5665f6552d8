using Monocoque.Conformance.Support;

namespace Monocoque.Conformance.Parts;

/// <summary>U-07: timers, and connects that fail.</summary>
public sealed class TimerTests : ConformanceTest
{
    [Theory, Conformance("U-07", Pairings = Pairing.Us)]
    public async Task U07_a_timer_ends_what_it_is_for_and_nothing_else(Pairing pairing, Wire wire)
    {
        Assert.Equal((Pairing.Us, Wire.None), (pairing, wire));
        await using var req = Ours.CreateSocket<IReqSocket>();
        await using var router = Ours.CreateSocket<IRouterSocket>();
        await req.ConnectAsync($"{await router.BindAsync("inproc://timers", Deadline)}", Deadline);
        var soon = req.RequestAsync(ZmqMessage.Text("soon"), TimeSpan.FromMilliseconds(20), Deadline).AsTask();
        var late = req.RequestAsync(ZmqMessage.Text("late"), TimeSpan.FromSeconds(30), Deadline).AsTask();
        await Assert.ThrowsAsync<TimeoutException>(() => soon);
        Assert.False(late.IsCompleted);
        // Whether the other was still sent in its time is up to the machine.
        var request = await router.ReceiveAsync(Deadline);
        if (request.GetString(request.Count - 1) == "soon")
        {
            await router.SendAsync(request, Deadline);
            request = await router.ReceiveAsync(Deadline);
        }
        await router.SendAsync(request, Deadline);
        using var reply = await late;
        Assert.Equal("late", reply.GetString(0));
    }

    [Theory, Conformance("U-07", Pairings = Pairing.Us)]
    public async Task U07_a_connect_that_fails_says_why_and_when_it_is_tried_again(Pairing pairing, Wire wire)
    {
        Assert.Equal((Pairing.Us, Wire.None), (pairing, wire));
        var address = AddressOfNobody(Wire.Tcp);
        await using var dealer = Ours.CreateSocket<IDealerSocket>(static o => o.ReconnectInterval = TimeSpan.FromMilliseconds(5));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Deadline);
        var watching = FirstRetryAsync(dealer);
        var connecting = dealer.ConnectAsync(address, stop.Token).AsTask();
        var retry = await watching;
        Assert.NotNull(retry.Error);
        Assert.NotNull(retry.RetryIn);
        Assert.False(connecting.IsCompleted);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => connecting);

        // The wait was given up, not the connecting.
        var late = Open(Side.Us, ZmqSocketType.Dealer);
        await late.BindAsync(address);
        await dealer.SendAsync("x", Deadline);
        await late.ExpectAsync("x");
    }

    private async Task<ZmqEvent> FirstRetryAsync(IZmqSocket socket)
    {
        await foreach (var value in socket.MonitorAsync(Deadline))
        {
            if (value.Kind == ZmqEventKind.ConnectRetried)
                return value;
        }
        throw new InvalidOperationException("The socket ended.");
    }
}
