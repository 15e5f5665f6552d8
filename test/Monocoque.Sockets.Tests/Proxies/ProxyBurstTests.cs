using Monocoque.Extensions;
using Monocoque.Proxies;

namespace Monocoque.Sockets.Tests.Proxies;

/// <summary>A side that never runs dry does not keep a thread to itself.</summary>
public sealed class ProxyBurstTests
{
    [Fact]
    public async Task After_a_thousand_messages_in_one_go_others_get_a_turn()
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        await using var source = new FakeSocket();
        await using var destination = new FakeSocket();
        for (var i = 0; i < 2500; i++)
            source.Incoming.Enqueue(ZmqMessage.Text($"{i}"));
        var direction = new ProxyDirection(new ProxySide(source), new ProxySide(destination), capture: null, new Steering());
        source.WhenDry = end.Cancel;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => direction.RunAsync(end.Token));

        Assert.Equal([0, 1000, 2000, 2500], source.TakenAtWaits);
        Assert.Equal(Enumerable.Range(0, 2500).Select(static i => $"{i}"), destination.Sent.Select(static message => message.GetString(0)));
    }
}
