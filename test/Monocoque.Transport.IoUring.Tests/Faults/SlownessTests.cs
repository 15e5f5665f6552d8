using System.Buffers;
using System.Net.Sockets;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Connections;
using Monocoque.Transport.IoUring.Support;

namespace Monocoque.Transport.IoUring.Faults;

/// <summary>Sides that are slow, or done with one direction: the other side waits, and gets or gives everything.</summary>
[Collection(RunAlone.Name)]
public class SlownessTests
{
    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Reader_of_a_few_octets_at_a_time_gets_everything(TransportKind kind)
    {
        var sent = Peer.RandomBytes(600_000);
        await using var scene = await FaultScene.StartAsync(
            kind,
            async connection =>
            {
                for (var at = 0; at < sent.Length; at += 5000)
                    await connection.Transport.Output.WriteAsync(sent.AsMemory(at, 5000));
            },
            new ServerSettings { MaxWriteBufferSize = 64 * 1024, Configure = SmallSendBuffers });
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
        await client.ConnectAsync(scene.Server.EndPoint, TestContext.Current.CancellationToken);

        var received = new byte[sent.Length + 1];
        var got = 0;
        while (await TakeAsync(received.AsMemory(got, Math.Min(1 + got % 13, received.Length - got))) is var more and > 0)
            got += more;
        ValueTask<int> TakeAsync(Memory<byte> some) => new(client.ReceiveAsync(some, TestContext.Current.CancellationToken).InTime());

        Assert.True(sent.AsSpan().SequenceEqual(received.AsSpan(0, got)));
        if (kind != TransportKind.Sockets)
            Assert.NotEqual(0, scene.Server.Measure("io_uring.sends.blocked"));
        await scene.AssertNothingLeftAsync(client);
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Application_that_reads_little_at_a_time_gets_everything_and_is_never_given_much_more_than_the_limit(TransportKind kind)
    {
        const int Limit = 1024 * 1024;
        var most = 0L;
        var hash = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var scene = await FaultScene.StartAsync(
            kind,
            async connection =>
            {
                using var sum = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
                while (true)
                {
                    var result = await connection.Transport.Input.ReadAsync();
                    most = Math.Max(most, result.Buffer.Length);
                    if (result.IsCompleted && result.Buffer.IsEmpty)
                        break;
                    var some = result.Buffer.Slice(0, Math.Min(result.Buffer.Length, 3000));
                    sum.AppendData(some.ToArray());
                    connection.Transport.Input.AdvanceTo(some.End);
                    await Task.Yield();
                }
                hash.SetResult(Convert.ToHexString(sum.GetHashAndReset()));
            },
            new ServerSettings { MaxReadBufferSize = Limit });
        using var client = await scene.Server.ConnectAsync();
        var sent = Peer.RandomBytes(15_000_000);

        await client.SendAllAsync(sent);
        client.Shutdown(SocketShutdown.Send);

        Assert.Equal(Convert.ToHexString(SHA256.HashData(sent)), await hash.Task.InTime());
        // One turn's worth may come on top: what the ring's buffers hold.
        Assert.InRange(most, 1, Limit + 256 * 16 * 1024);
        await scene.AssertNothingLeftAsync(client);
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Client_that_only_listens_from_the_start_gets_everything(TransportKind kind)
    {
        var sent = Peer.RandomBytes(5_000_000);
        await using var scene = await FaultScene.StartAsync(kind, connection => WriteAsync(connection, sent));
        using var client = await scene.Server.ConnectAsync();

        client.Shutdown(SocketShutdown.Send);

        Assert.Equal(sent, await client.ReceiveToEndAsync());
        await scene.AssertNothingLeftAsync(client);
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Application_that_reads_no_more_can_still_send(TransportKind kind)
    {
        var sent = Peer.RandomBytes(5_000_000);
        await using var scene = await FaultScene.StartAsync(kind, async connection =>
        {
            await connection.Transport.Input.CompleteAsync();
            await WriteAsync(connection, sent);
        });
        using var client = await scene.Server.ConnectAsync();

        Assert.Equal(sent, await client.ReceiveToEndAsync());
        await scene.AssertNothingLeftAsync(client);
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Application_that_ends_its_output_ends_the_connection_of_a_client_that_goes_on_sending(TransportKind kind)
    {
        await using var scene = await FaultScene.StartAsync(kind, async connection =>
        {
            await connection.Transport.Output.CompleteAsync();
            await Record.ExceptionAsync(() => connection.Transport.Input.ReadAtLeastAsync(int.MaxValue, CancellationToken.None).AsTask());
        });
        using var client = await scene.Server.ConnectAsync();
        // Else Kestrel's own transport may have the kernel's buffer filled before it has shut down: see the next test.
        Assert.Empty(await client.ReceiveToEndAsync());

        await Assert.ThrowsAsync<SocketException>(async () =>
        {
            while (true)
                await client.SendAllAsync(new byte[1000]);
        });
        await scene.AssertNothingLeftAsync(client);
    }

    [Fact]
    public async Task Client_that_waits_for_room_learns_that_the_application_has_ended_the_connection_although_all_it_sent_is_read()
    {
        var isReading = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var isFull = new ManualResetEventSlim();
        // On the ring's thread, so that nothing is received before the output has ended.
        await using var scene = await FaultScene.StartAsync(TransportKind.IoUringInline, async connection =>
        {
            var input = connection.Transport.Input;
            input.AdvanceTo((await input.ReadAsync()).Buffer.End);
            isReading.SetResult();
            Assert.True(isFull.Wait(TimeSpan.FromSeconds(30), CancellationToken.None));
            await connection.Transport.Output.CompleteAsync();
            await Record.ExceptionAsync(() => input.ReadAtLeastAsync(int.MaxValue, CancellationToken.None).AsTask());
        });
        using var client = await scene.Server.ConnectAsync();
        await client.SendAllAsync(new byte[1]);
        await isReading.Task.InTime();

        client.Fill();
        isFull.Set();

        await Assert.ThrowsAsync<SocketException>(async () =>
        {
            while (true)
                await client.SendAllAsync(new byte[1000]);
        });
        await scene.AssertNothingLeftAsync(client);
    }

    private static async Task WriteAsync(ConnectionContext connection, ReadOnlyMemory<byte> data)
    {
        for (; !data.IsEmpty; data = data[Math.Min(10_000, data.Length)..])
            await connection.Transport.Output.WriteAsync(data[..Math.Min(10_000, data.Length)]);
    }

    private static void SmallSendBuffers(IoUringTransportOptions options) => options.CreateBoundListenSocket = endPoint =>
    {
        var socket = Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets.SocketTransportOptions.CreateDefaultBoundListenSocket(endPoint);
        socket.SendBufferSize = 4096;
        return socket;
    };
}
