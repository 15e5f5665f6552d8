using Monocoque.Diagnostics;
using Monocoque.Patterns;
using Monocoque.Testing;

namespace Monocoque.Sockets.Tests.Support;

/// <summary>One runtime whose log and counters are kept, and a deadline on everything.</summary>
public abstract class SocketTest : IAsyncDisposable
{
    /// <summary>Running into it is a failure; nothing here needs a tenth of it.</summary>
    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(40);

    private readonly CancellationTokenSource _deadline =
        CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

    private DirectoryInfo? _directory;
    private ZmqRuntime? _runtime;
    private int _paths;

    /// <param name="deadline">Where the usual one is too short.</param>
    protected SocketTest(TimeSpan? deadline = null)
    {
        _deadline.CancelAfter(deadline ?? s_deadline);
        RuntimeOptions = new ZmqRuntimeOptions { DefaultLinger = TimeSpan.Zero, LoggerFactory = Log, MeterFactory = Meter };
        TestTransport.Use(RuntimeOptions);
    }

    public static TheoryData<string> Transports => ["tcp", "ipc", "inproc"];

    /// <summary>May be changed until the first socket is made.</summary>
    protected ZmqRuntimeOptions RuntimeOptions { get; }

    protected ZmqRuntime Runtime => _runtime ??= new ZmqRuntime(RuntimeOptions);

    protected CancellationToken Token => _deadline.Token;

    private protected CollectingLog Log { get; } = new();

    private protected CollectingMeter Meter { get; } = new();

    public async ValueTask DisposeAsync()
    {
        if (_runtime is not null)
            await _runtime.DisposeAsync().AsTask().WaitAsync(s_deadline, TestContext.Current.CancellationToken);
        _directory?.Delete(recursive: true);
        _deadline.Dispose();
        Meter.Dispose();
        GC.SuppressFinalize(this);
    }

    protected TSocket Create<TSocket>(Action<ZmqSocketOptions>? configure = null)
        where TSocket : class, IZmqSocket => Runtime.CreateSocket<TSocket>(configure);

    /// <summary>An address to bind to that no other test uses.</summary>
    protected string FreeAddress(string transport = "tcp") => transport switch
    {
        "tcp" => "tcp://127.0.0.1:0",
        "ipc" => $"ipc://{FreePath()}",
        _ => $"inproc://{++_paths}",
    };

    /// <summary>A path that no other test uses.</summary>
    protected string FreePath()
    {
        _directory ??= Directory.CreateTempSubdirectory("zmq-");
        return Path.Combine(_directory.FullName, $"{++_paths}");
    }

    /// <summary>Binds the one, connects the others, and waits until all sides are through the handshake.</summary>
    protected async Task<string> JoinAsync(IZmqSocket binds, params IZmqSocket[] connect)
    {
        var before = Core(binds).PeerCount;
        var address = (await binds.BindAsync(FreeAddress(), Token)).ToString();
        foreach (var socket in connect)
            await socket.ConnectAsync(address, Token);
        await Until(() => Core(binds).PeerCount == before + connect.Length);
        return address;
    }

    /// <summary>A peer whose every octet the test decides.</summary>
    private protected async Task<RawPeer> DialAsync(ZmqAddress address, string? type = null, string identity = "")
    {
        var peer = await RawPeer.ConnectAsync(address, Token);
        if (type is not null)
            await peer.ShakeHandsAsync(type, identity);
        return peer;
    }

    private protected static SocketBase Core(IZmqSocket socket) => (SocketBase)socket;

    private protected static SocketCounters CountersOf(IZmqSocket socket) => Core(socket).Counters;

    /// <summary>Waits for a condition that another thread brings about.</summary>
    protected async Task Until(Func<bool> condition)
    {
        while (!condition())
            await Task.Delay(1, Token);
    }

    protected static async Task<ZmqException> ThrowsAsync(ZmqError error, Func<Task> action)
    {
        var exception = await Assert.ThrowsAsync<ZmqException>(action);
        Assert.Equal(error, exception.Error);
        return exception;
    }

    protected static ZmqException Throws(ZmqError error, Action action)
    {
        var exception = Assert.Throws<ZmqException>(action);
        Assert.Equal(error, exception.Error);
        return exception;
    }

    /// <summary>The frames of a message as text; the message is spent.</summary>
    protected static string Spend(ZmqMessage message)
    {
        using (message)
            return string.Join('|', Enumerable.Range(0, message.Count).Select(message.GetString));
    }

    /// <summary>Receives one message as text, its frames joined by bars.</summary>
    protected async Task<string> ReceiveAsync(IZmqReceiver socket) => Spend(await socket.ReceiveAsync(Token));

    /// <param name="rep">A socket that is to serve, whatever others do to it.</param>
    /// <param name="peer">A REQ that it has taken in.</param>
    private protected async Task AssertServesAsync(IRepSocket rep, RawPeer peer)
    {
        await peer.SendMessageAsync("", "q");
        Assert.Equal("q", await ReceiveAsync(rep));
        await SendAsync(rep, "a");
        Assert.Equal("|a", await peer.ReadMessageAsync());
    }

    protected async Task SendAsync(IZmqSender socket, params string[] frames) => await socket.SendAsync(ZmqMessage.Text(frames), Token);
}
