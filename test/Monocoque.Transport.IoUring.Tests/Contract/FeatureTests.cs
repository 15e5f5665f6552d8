using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections.Features;
using Monocoque.Transport.IoUring.Support;

namespace Monocoque.Transport.IoUring.Contract;

public class FeatureTests
{
    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Connection_has_the_features_of_the_contract(TransportKind kind)
    {
        await using var probe = await ConnectionProbe.StartAsync(kind);
        var features = probe.Connection.Features;

        Assert.NotNull(features.Get<IConnectionTransportFeature>()?.Transport);
        Assert.NotNull(features.Get<IConnectionItemsFeature>()?.Items);
        Assert.False(features.Get<IConnectionLifetimeFeature>()!.ConnectionClosed.IsCancellationRequested);
        Assert.NotNull(features.Get<IMemoryPoolFeature>()?.MemoryPool);
        Assert.Equal(probe.Connection.ConnectionId, features.Get<IConnectionIdFeature>()!.ConnectionId);
        Assert.Equal(13, probe.Connection.ConnectionId.Length);
        Assert.NotEmpty(features);
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Addresses_are_those_of_the_socket(TransportKind kind)
    {
        await using var probe = await ConnectionProbe.StartAsync(kind);

        Assert.Equal(probe.Client.LocalEndPoint, probe.Connection.RemoteEndPoint);
        Assert.Equal(probe.Client.RemoteEndPoint, probe.Connection.LocalEndPoint);
        Assert.NotEqual(0, ((IPEndPoint)probe.Server.EndPoint).Port);
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Socket_can_be_asked_and_has_no_delay(TransportKind kind)
    {
        await using var probe = await ConnectionProbe.StartAsync(kind);

        var socket = probe.Connection.Features.Get<IConnectionSocketFeature>()!.Socket;

        Assert.True(socket.NoDelay);
        Assert.Equal(probe.Client.LocalEndPoint, socket.RemoteEndPoint);
        Assert.Equal(SocketType.Stream, socket.SocketType);
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Features_can_be_added_replaced_and_removed(TransportKind kind)
    {
        await using var probe = await ConnectionProbe.StartAsync(kind);
        var features = probe.Connection.Features;
        var revision = features.Revision;

        features.Set(this);
        Assert.Same(this, features.Get<FeatureTests>());
        Assert.NotEqual(revision, features.Revision);
        features.Set<FeatureTests>(null);
        Assert.Null(features.Get<FeatureTests>());
        features.Set<IMemoryPoolFeature>(null);
        Assert.Null(features.Get<IMemoryPoolFeature>());
    }

    [Fact]
    public async Task Connection_can_choose_where_its_continuations_run()
    {
        await using var probe = await ConnectionProbe.StartAsync(TransportKind.IoUring);
        probe.Connection.Features.Get<IIoUringConnectionFeature>()!.PrefersInlineScheduling = true;
        var reading = ReadOnceAsync(probe);

        await probe.Client.SendAllAsync(new byte[1]);

        Assert.StartsWith("io_uring", await reading.InTime(), StringComparison.Ordinal);
    }

    private static async Task<string?> ReadOnceAsync(ConnectionProbe probe)
    {
        // An await on the test's context would not run inline.
        await probe.Connection.Transport.Input.ReadAsync(TestContext.Current.CancellationToken).ConfigureAwait(false);
        return Thread.CurrentThread.Name;
    }
}
