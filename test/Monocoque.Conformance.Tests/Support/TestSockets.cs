using Monocoque.Interop.LibZmq;
using Monocoque.Testing;

namespace Monocoque.Conformance.Support;

/// <summary>One runtime of ours and one context of libzmq's, each made when it is first asked for.</summary>
internal sealed class TestSockets(CancellationToken deadline) : IAsyncDisposable
{
    private ZmqRuntime? _ours;
    private LibZmqContext? _theirs;

    internal ZmqRuntime Ours => _ours ??= CreateRuntime();

    internal LibZmqContext Theirs => _theirs ??= new LibZmqContext();

    internal ITestSocket Open(Side side, ZmqSocketType type, Action<ZmqSocketOptions>? configure) =>
        side == Side.Us ? new OurSocket(OpenOurs(type, configure), deadline) : OpenTheirs(type, configure);

    public async ValueTask DisposeAsync()
    {
        if (_ours is not null)
            await _ours.DisposeAsync();
        if (_theirs is not null)
            await _theirs.DisposeAsync();
    }

    private static ZmqRuntime CreateRuntime()
    {
        var options = new ZmqRuntimeOptions { DefaultLinger = TimeSpan.Zero };
        TestTransport.Use(options);
        return new ZmqRuntime(options);
    }

    private TheirSocket OpenTheirs(ZmqSocketType type, Action<ZmqSocketOptions>? configure)
    {
        var socket = Theirs.Open((LibZmqSocketType)type, handle =>
        {
            if (configure is not null)
                TheirOptions.Apply(handle, type, configure);
        });
        return new TheirSocket(socket, type, deadline);
    }

    private IZmqSocket OpenOurs(ZmqSocketType type, Action<ZmqSocketOptions>? configure) => type switch
    {
        ZmqSocketType.Pair => Ours.CreateSocket<IPairSocket>(configure),
        ZmqSocketType.Pub => Ours.CreateSocket<IPubSocket>(configure),
        ZmqSocketType.Sub => Ours.CreateSocket<ISubSocket>(configure),
        ZmqSocketType.Req => Ours.CreateSocket<IReqSocket>(configure),
        ZmqSocketType.Rep => Ours.CreateSocket<IRepSocket>(configure),
        ZmqSocketType.Dealer => Ours.CreateSocket<IDealerSocket>(configure),
        ZmqSocketType.Router => Ours.CreateSocket<IRouterSocket>(configure),
        ZmqSocketType.Pull => Ours.CreateSocket<IPullSocket>(configure),
        ZmqSocketType.Push => Ours.CreateSocket<IPushSocket>(configure),
        ZmqSocketType.XPub => Ours.CreateSocket<IXPubSocket>(configure),
        ZmqSocketType.XSub => Ours.CreateSocket<IXSubSocket>(configure),
        ZmqSocketType.Stream => Ours.CreateSocket<IStreamSocket>(configure),
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "libzmq has no such type: open it with Ours.CreateSocket."),
    };
}
