namespace Monocoque.AspNetCore.Tests.Fakes;

internal sealed class FakeRouter() : FakeSocket(ZmqSocketType.Router), IRouterSocket;

internal sealed class FakeRep() : FakeSocket(ZmqSocketType.Rep), IRepSocket;

internal sealed class FakeDealer() : FakeSocket(ZmqSocketType.Dealer), IDealerSocket
{
    public ValueTask<ZmqMessage> RequestAsync(ZmqMessage request, TimeSpan timeout, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();
}

internal sealed class FakeSub() : FakeSocket(ZmqSocketType.Sub), ISubSocket
{
    public void Subscribe(ReadOnlySpan<byte> prefix)
    {
    }

    public void Unsubscribe(ReadOnlySpan<byte> prefix)
    {
    }
}
