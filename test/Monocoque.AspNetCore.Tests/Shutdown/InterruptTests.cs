using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Monocoque.AspNetCore.Tests.Fakes;

namespace Monocoque.AspNetCore.Tests.Shutdown;

/// <summary>Ctrl+C while messages flow. What the sockets have accepted leaves within the linger, and who does not read holds nobody up.</summary>
public sealed class InterruptTests : IAsyncDisposable
{
    private readonly ZmqRuntime _runtime = new();
    private readonly CancellationTokenSource _end = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

    [Theory]
    [InlineData("sockets")]
    [InlineData("io_uring")]
    public async Task Nothing_that_was_accepted_is_lost_and_handlers_finish_what_they_took(string transport)
    {
        await using var pump = await PumpProgram.StartAsync(transport, concurrency: 8, patience: 60);
        await using var sink = await ConnectAsync<IPullSocket>(pump.Output);
        await using var source = await ConnectAsync<IPushSocket>(pump.Input);
        var flood = FloodAsync(source);
        var received = new HashSet<int>();
        while (received.Count < 20_000)
            await ReceiveAsync(sink, received);

        // The sink stands still, so that queues are full and handlers wait when the host is told to stop.
        await WaitForStandstillAsync(sink);
        await pump.InterruptAsync();
        var draining = DrainAsync(sink, received);
        var (taken, accepted) = await pump.EndAsync().WaitAsync(Deadline.Time * 2, TestContext.Current.CancellationToken);
        await Deadline.UntilAsync(() => Task.FromResult(!sink.GetPeers()[0].IsConnected && sink.GetPeers()[0].ReceiveQueueLength == 0));
        await _end.CancelAsync();
        await Task.WhenAll(draining, flood).Within();

        Assert.Equal((accepted, accepted), (taken, received.Count));
        Assert.DoesNotContain("unsent", pump.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sockets")]
    [InlineData("io_uring")]
    public async Task Peer_that_never_reads_costs_others_nothing_and_the_host_its_patience_at_most(string transport)
    {
        const int Patience = 3;
        await using var pump = await PumpProgram.StartAsync(transport, concurrency: 1, Patience);
        using var stuck = await ConnectStuckAsync(pump.Output);
        await using var sink = await ConnectAsync<IPullSocket>(pump.Output);
        await using var source = await ConnectAsync<IPushSocket>(pump.Input);
        var flood = FloodAsync(source);
        // Every second number goes to the one that does not read, until there is no room for it any more. From there on the other has them all.
        var (first, last) = (0, -1);
        var received = new HashSet<int>();
        while (last - first < 20_000)
        {
            var number = await ReceiveAsync(sink, received);
            first = number == last + 1 ? first : number;
            last = number;
        }

        await pump.InterruptAsync();
        var time = Stopwatch.StartNew();
        var draining = DrainAsync(sink, received);
        var (taken, accepted) = await pump.EndAsync().WaitAsync(Deadline.Time, TestContext.Current.CancellationToken);
        Assert.InRange(time.Elapsed.TotalSeconds, 0, Patience + 10);
        await Deadline.UntilAsync(() => Task.FromResult(!sink.GetPeers()[0].IsConnected && sink.GetPeers()[0].ReceiveQueueLength == 0));
        await _end.CancelAsync();
        await Task.WhenAll(draining, flood).Within();

        Assert.Equal(accepted, taken);
        Assert.Equal((accepted - first, accepted - 1), (received.Count(number => number >= first), received.Max()));
        Assert.Contains("Socket 'out' was closed with ", pump.Text, StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        await _runtime.DisposeAsync();
        _end.Dispose();
    }

    private async Task<TSocket> ConnectAsync<TSocket>(string address)
        where TSocket : class, IZmqSocket
    {
        // What waits here when the server has gone is nobody's.
        var socket = _runtime.CreateSocket<TSocket>(static options => options.Linger = TimeSpan.Zero);
        await socket.ConnectAsync(address, TestContext.Current.CancellationToken).Within();
        return socket;
    }

    /// <summary>Numbers from 0 on, as fast as they are taken.</summary>
    private async Task FloodAsync(IPushSocket source)
    {
        try
        {
            for (var i = 0; ; i++)
                await source.SendAsync(i.ToString("D64", CultureInfo.InvariantCulture), _end.Token);
        }
        catch (OperationCanceledException) when (_end.IsCancellationRequested)
        {
        }
    }

    private async Task DrainAsync(IPullSocket sink, HashSet<int> received)
    {
        try
        {
            while (true)
                await ReceiveAsync(sink, received);
        }
        catch (OperationCanceledException) when (_end.IsCancellationRequested)
        {
        }
    }

    private async Task<int> ReceiveAsync(IPullSocket sink, HashSet<int> received)
    {
        using var message = await sink.ReceiveAsync(_end.Token);
        var number = int.Parse(message.GetString(0), CultureInfo.InvariantCulture);
        Assert.True(received.Add(number));
        return number;
    }

    /// <summary>Until nothing more is read from the one peer. That may have been full a moment ago, and is read again when half of it was taken.</summary>
    private static Task WaitForStandstillAsync(IPullSocket sink) =>
        Deadline.UntilAsync(() => Task.FromResult(sink.GetPeers()[0].ReceiveQueueLength >= 500));

    /// <summary>A PULL that has its handshake and then reads nothing more.</summary>
    private static async Task<TcpClient> ConnectStuckAsync(string address)
    {
        var peer = new TcpClient { ReceiveBufferSize = 16 * 1024 };
        await peer.ConnectAsync(IPAddress.Loopback, ZmqAddress.Parse(address).Port!.Value, TestContext.Current.CancellationToken);
        var greeting = new byte[64];
        (greeting[0], greeting[9], greeting[10], greeting[11]) = (0xFF, 0x7F, 3, 1);
        "NULL"u8.CopyTo(greeting.AsSpan(12));
        byte[] ready = [4, 26, 5, .. "READY"u8, 11, .. "Socket-Type"u8, 0, 0, 0, 4, .. "PULL"u8];
        await peer.GetStream().WriteAsync((byte[])[.. greeting, .. ready], TestContext.Current.CancellationToken);
        // Its READY says that it has heard ours or will in a moment.
        var heard = new byte[64 + ready.Length];
        await peer.GetStream().ReadExactlyAsync(heard, TestContext.Current.CancellationToken).Within();
        return peer;
    }
}
