using Monocoque.Interop.LibZmq;
using Monocoque.Interop.Support;
using Monocoque.Sockets.Tests.Support;

namespace Monocoque.Conformance.Support;

/// <summary>Sockets of both implementations, addresses for them, and a deadline on everything.</summary>
public abstract class ConformanceTest : IAsyncDisposable
{
    /// <summary>Running into it is a failure; nothing here needs a tenth of it.</summary>
    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(40);

    private readonly CancellationTokenSource _deadline =
        CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

    private readonly TestSockets _sockets;
    private TestSockets? _elsewhere;
    private DirectoryInfo? _directory;
    private int _paths;

    protected ConformanceTest()
    {
        _deadline.CancelAfter(s_deadline);
        _sockets = new TestSockets(Deadline);
    }

    protected CancellationToken Deadline => _deadline.Token;

    /// <summary>For what only ours has, the draft patterns for one.</summary>
    protected ZmqRuntime Ours => _sockets.Ours;

    private protected LibZmqContext Theirs => _sockets.Theirs;

    public virtual async ValueTask DisposeAsync()
    {
        await _sockets.DisposeAsync();
        if (_elsewhere is not null)
            await _elsewhere.DisposeAsync();
        _directory?.Delete(recursive: true);
        _deadline.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Opens a socket of the given side; options are said in our words for both.</summary>
    private protected ITestSocket Open(Side side, ZmqSocketType type, Action<ZmqSocketOptions>? configure = null) =>
        _sockets.Open(side, type, configure);

    /// <summary>Opens a socket in a second runtime, or a second context.</summary>
    private protected ITestSocket OpenElsewhere(Side side, ZmqSocketType type, Action<ZmqSocketOptions>? configure = null) =>
        (_elsewhere ??= new TestSockets(Deadline)).Open(side, type, configure);

    /// <summary>An address to bind to that no other test uses. Connect to what the bind returns.</summary>
    protected string FreeAddress(Wire wire) => wire switch
    {
        Wire.Tcp => "tcp://127.0.0.1:0",
        Wire.Ipc => $"ipc://{FreePath()}",
        Wire.Inproc => $"inproc://{++_paths}",
        Wire.Udp => "udp://127.0.0.1:0",
        _ => throw new ArgumentOutOfRangeException(nameof(wire), wire, "Not a single wire."),
    };

    /// <summary>An address that can be connected to before anybody listens there.</summary>
    protected string AddressOfNobody(Wire wire) => wire == Wire.Tcp ? $"tcp://127.0.0.1:{PortOfNobody.Take()}" : FreeAddress(wire);

    /// <summary>A path that no other test uses.</summary>
    protected string FreePath()
    {
        _directory ??= Directory.CreateTempSubdirectory("zmq-");
        return Path.Combine(_directory.FullName, $"{++_paths}.sock");
    }

    /// <summary>Binds the one and connects the others to it in turn, each handshake complete on both ends before the next.</summary>
    private protected async Task<string> JoinAsync(Wire wire, ITestSocket binds, params ITestSocket[] connect)
    {
        var address = await binds.BindAsync(FreeAddress(wire));
        foreach (var socket in connect)
            await LinkAsync(address, binds, socket);
        return address;
    }

    /// <summary>Connects to a bound socket and waits until both ends are through the handshake.</summary>
    private protected static async Task LinkAsync(string address, ITestSocket bound, ITestSocket connects)
    {
        var there = await bound.WatchAsync();
        var here = await connects.WatchAsync();
        await connects.ConnectAsync(address);
        await there.WaitForAsync(ZmqEventKind.HandshakeSucceeded);
        await here.WaitForAsync(ZmqEventKind.HandshakeSucceeded);
    }

    /// <summary>A peer whose every octet the test decides, connected and through the handshake as <paramref name="type"/>.</summary>
    private protected async Task<RawPeer> DialAsync(string address, ITestSocket bound, string type, string identity = "")
    {
        var events = await bound.WatchAsync();
        var peer = await RawPeer.ConnectAsync(ZmqAddress.Parse(address), Deadline);
        await peer.ShakeHandsAsync(type, identity);
        await events.WaitForAsync(ZmqEventKind.HandshakeSucceeded);
        return peer;
    }

    /// <summary>
    /// Waits until so many messages have come to a socket of ours and wait there. What waits in one of libzmq's cannot be seen: then it
    /// returns at once.
    /// </summary>
    private protected async Task UntilQueuedAsync(ITestSocket socket, int count)
    {
        if (socket is OurSocket ours)
            await Until(() => ours.Native.GetPeers().Sum(static peer => peer.ReceiveQueueLength) >= count);
    }

    /// <summary>The next message that comes to one of several sockets, and to which.</summary>
    private protected async Task<(int Socket, byte[][] Message)> ReceiveFromAnyAsync(params ITestSocket[] sockets)
    {
        for (var i = 0; ; i = (i + 1) % sockets.Length)
        {
            Deadline.ThrowIfCancellationRequested();
            if (await sockets[i].TryReceiveAsync(TimeSpan.FromMilliseconds(2)) is { } message)
                return (i, message);
        }
    }

    /// <summary>
    /// Sends to a peer by its name, and tries again while the socket does not know it: libzmq's notices a peer some time after its
    /// handshake. The socket has RouterMandatory.
    /// </summary>
    private protected async Task RouteAsync(ITestSocket router, params string[] frames)
    {
        while (true)
        {
            Deadline.ThrowIfCancellationRequested();
            try
            {
                await router.SendTextAsync(frames);
                return;
            }
            catch (ZmqException exception) when (router.Side == Side.LibZmq && exception.Error == ZmqError.HostUnreachable)
            {
                await Task.Yield();
            }
        }
    }

    /// <summary>Waits for what a call on a socket brings about in the end: libzmq's goes on with it while it is called again.</summary>
    private protected static async Task WhileCallingAsync(ITestSocket socket, Task task)
    {
        while (socket is TheirSocket theirs && !task.IsCompleted)
        {
            await theirs.Native.RunAsync(static handle => handle.Get(LibZmqOption.Events));
            await Task.WhenAny(task, Task.Delay(1));
        }
        await task;
    }

    /// <summary>Waits for a condition that another thread brings about.</summary>
    protected async Task Until(Func<bool> condition)
    {
        while (!condition())
            await Task.Delay(1, Deadline);
    }

    /// <summary>The call fails, in the same way whichever implementation it is of.</summary>
    protected static async Task FailsAsync(ZmqError error, Func<Task> action) =>
        Assert.Equal(error, (await Assert.ThrowsAsync<ZmqException>(action)).Error);

    /// <summary>The address, or the value, is refused; libzmq tells an unknown transport from a bad address, ours does not.</summary>
    protected static async Task RefusesAsync(Func<Task> action)
    {
        var exception = await Assert.ThrowsAnyAsync<Exception>(action);
        Assert.True(exception is ArgumentException or FormatException or ZmqException { Error: ZmqError.NotSupported }, $"{exception}");
    }
}
