using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using System.Reflection;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Monocoque.Sockets.Tests.Support;
using Monocoque.Transports;

namespace Monocoque.Sockets.Tests.Transports;

/// <summary>The memory that ZeroMQ connections have on Kestrel's Sockets transport: where it is not used, they are slow and nothing else shows it.</summary>
public sealed class KestrelSocketsTests : SocketTest
{
    private const int Octets = 40_000;

    private static readonly IPEndPoint s_anyPort = new(IPAddress.Loopback, 0);

    [Fact]
    public async Task Accepted_connections_receive_into_large_blocks()
    {
        await using var listener = await KestrelSockets.CreateListenerFactory(template: null, NullLoggerFactory.Instance).BindAsync(s_anyPort, Token);
        using var client = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(listener.EndPoint, Token);
        await using var accepted = await listener.AcceptAsync(Token);
        await client.SendAsync(new byte[Octets], Token);
        await AssertInOnePieceAsync(accepted!.Transport.Input);
    }

    [Fact]
    public async Task Connections_made_receive_into_large_blocks()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(s_anyPort);
        listener.Listen();
        using var connector = new SocketsConnector(NullLoggerFactory.Instance);
        await using var connection = await connector.ConnectAsync(listener.LocalEndPoint!, Token);
        using var accepted = await listener.AcceptAsync(Token);
        await accepted.SendAsync(new byte[Octets], Token);
        await AssertInOnePieceAsync(connection.Transport.Input);
    }

    [Fact]
    public async Task Listeners_of_a_host_have_the_options_of_its_transport()
    {
        var asked = new List<EndPoint>();
        var services = new ServiceCollection().AddLogging();
        services.AddSingleton<IConnectionListenerFactory, SocketTransportFactory>();
        services.Configure<SocketTransportOptions>(options => options.CreateBoundListenSocket = endPoint =>
        {
            asked.Add(endPoint);
            return SocketTransportOptions.CreateDefaultBoundListenSocket(endPoint);
        });
        services.AddZmq().AddSocket<IPullSocket>("pull");
        await using var provider = services.BuildServiceProvider();
        var runtime = provider.GetRequiredService<ZmqRuntime>();
        await using var listener = await runtime.GetListenerFactory(s_anyPort).BindAsync(s_anyPort, Token);
        Assert.Equal([s_anyPort], asked);
    }

    /// <summary>An option that a later version of Kestrel adds is to be passed on too.</summary>
    [Fact]
    public void Options_of_the_transport_are_those_that_are_passed_on() => Assert.Equal(
        [
            "Backlog", "CreateBoundListenSocket", "IOQueueCount", "MaxReadBufferSize", "MaxWriteBufferSize", "NoDelay", "UnsafePreferInlineScheduling",
            "WaitForDataBeforeAllocatingBuffer",
        ],
        typeof(SocketTransportOptions).GetProperties(BindingFlags.Instance | BindingFlags.Public).Where(static p => p.CanWrite).Select(static p => p.Name).Order());

    [Fact]
    public void A_block_given_back_twice_is_lent_once()
    {
        var pool = new LargeBlockPool();
        var block = pool.Rent();
        block.Dispose();
        block.Dispose();
        using var one = pool.Rent(1);
        using var other = pool.Rent(LargeBlockPool.BlockSize);
        Assert.NotSame(one, other);
        Assert.Throws<ArgumentOutOfRangeException>(() => pool.Rent(LargeBlockPool.BlockSize + 1));
    }

    private async Task AssertInOnePieceAsync(PipeReader input)
    {
        var result = await input.ReadAtLeastAsync(Octets, Token);
        Assert.True(result.Buffer.IsSingleSegment);
        input.AdvanceTo(result.Buffer.End);
    }
}
