using System.Globalization;
using Monocoque.Patterns;
using Monocoque.Peers;
using Monocoque.Testing;

namespace Monocoque.Sockets.Tests.Model;

/// <summary>
/// A hub that binds and spokes that connect, with all that can happen to them. After each change it waits until exactly the connections are there that
/// should be, so that what is sent next has a known fate.
/// </summary>
internal sealed class Star : IAsyncDisposable
{
    private const string SpokeProperty = "X-Spoke";

    private readonly Func<ZmqRuntime, Action<ZmqSocketOptions>, IZmqSocket> _createHub;
    private readonly Func<ZmqRuntime, Action<ZmqSocketOptions>, IZmqSocket> _createSpoke;
    private readonly Action<ZmqSocketOptions> _configure;
    private readonly bool _namesSpokes;
    private readonly ZmqRuntime _runtime;
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("zmq-");
    private readonly HashSet<PeerConnection> _retired = new(ReferenceEqualityComparer.Instance);
    private readonly bool[] _connects;
    private readonly string _address;

    internal Star(
        Func<ZmqRuntime, Action<ZmqSocketOptions>, IZmqSocket> createHub, Func<ZmqRuntime, Action<ZmqSocketOptions>, IZmqSocket> createSpoke, int spokes,
        bool namesSpokes, string transport, Action<ZmqSocketOptions> configure, CancellationToken token)
    {
        (_createHub, _createSpoke, _namesSpokes, _configure, Token) = (createHub, createSpoke, namesSpokes, configure, token);
        var options = new ZmqRuntimeOptions { PoisonReturnedBuffers = true };
        TestTransport.Use(options);
        _runtime = new ZmqRuntime(options);
        // Names that nobody else takes while the hub is unbound: a port would be.
        _address = transport == "ipc" ? $"ipc://{Path.Combine(_directory.FullName, "hub")}" : "inproc://hub";
        _connects = new bool[spokes];
        Hub = MakeHub();
        Spokes = [.. Enumerable.Range(0, spokes).Select(MakeSpoke)];
    }

    internal CancellationToken Token { get; }

    internal IZmqSocket Hub { get; private set; }

    internal IZmqSocket[] Spokes { get; }

    internal bool IsBound { get; private set; }

    /// <summary>
    /// Done while a change of the connections is waited for. At a low mark: receiving, as a socket that is full does not read and so does not see its peer go.
    /// </summary>
    internal Func<Task> Meanwhile { get; init; } = static () => Task.CompletedTask;

    internal bool Connects(int spoke) => _connects[spoke];

    internal bool IsConnected(int spoke) => IsBound && _connects[spoke];

    internal IEnumerable<int> Connected => Enumerable.Range(0, Spokes.Length).Where(IsConnected);

    public async ValueTask DisposeAsync()
    {
        _runtime.Dispose();
        await _runtime.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    internal static SocketBase Core(IZmqSocket socket) => (SocketBase)socket;

    internal static string NameOf(int spoke) => string.Create(CultureInfo.InvariantCulture, $"s{spoke}");

    internal async Task OpenAsync()
    {
        await Hub.BindAsync(_address, Token);
        IsBound = true;
        for (var i = 0; i < Spokes.Length; i++)
            ConnectNow(i);
        await UntilSettledAsync();
    }

    internal async Task BindAsync()
    {
        await Hub.BindAsync(_address, Token);
        IsBound = true;
        await UntilSettledAsync();
    }

    internal async Task UnbindAsync()
    {
        IsBound = false;
        await Hub.UnbindAsync(_address, Token);
        await UntilSettledAsync();
    }

    internal async Task ConnectAsync(int spoke)
    {
        ConnectNow(spoke);
        await UntilSettledAsync();
    }

    internal async Task DisconnectAsync(int spoke)
    {
        _connects[spoke] = false;
        await Spokes[spoke].DisconnectAsync(_address, Token);
        await UntilSettledAsync();
    }

    /// <summary>Aborts the connection to a spoke, at one of its ends; the spoke makes another.</summary>
    internal async Task KillAsync(int spoke, bool byHub)
    {
        var atHub = Core(Hub).Connections.Where(connection => IsOf(connection, spoke)).ToList();
        var atSpoke = Core(Spokes[spoke]).Connections;
        _retired.UnionWith([.. atHub, .. atSpoke]);
        foreach (var connection in byHub ? atHub : atSpoke)
            connection.Abort(new IOException("The test cuts the connection."));
        await UntilSettledAsync();
    }

    /// <param name="spoke">Which.</param>
    /// <param name="lingers">What it has to send is sent first; otherwise it is dropped.</param>
    internal async Task RestartSpokeAsync(int spoke, bool lingers)
    {
        _retired.UnionWith(Core(Hub).Connections.Where(connection => IsOf(connection, spoke)));
        await EndAsync(Spokes[spoke], lingers);
        Spokes[spoke] = MakeSpoke(spoke);
        if (_connects[spoke])
            ConnectNow(spoke);
        await UntilSettledAsync();
    }

    /// <inheritdoc cref="RestartSpokeAsync"/>
    internal async Task RestartHubAsync(bool lingers)
    {
        foreach (var spoke in Spokes)
            _retired.UnionWith(Core(spoke).Connections);
        await EndAsync(Hub, lingers);
        Hub = MakeHub();
        if (IsBound)
            await Hub.BindAsync(_address, Token);
        await UntilSettledAsync();
    }

    /// <summary>Waits for what other threads bring about.</summary>
    internal async Task UntilAsync(Func<bool> condition, string what)
    {
        try
        {
            while (!condition())
            {
                await Meanwhile();
                await Task.Delay(1, Token);
            }
        }
        catch (OperationCanceledException)
        {
            throw new ModelException($"It did not come about that {what}.");
        }
    }

    private async Task EndAsync(IZmqSocket socket, bool lingers)
    {
        if (!lingers)
            socket.Dispose();
        await socket.DisposeAsync().AsTask().WaitAsync(Token);
    }

    private void ConnectNow(int spoke)
    {
        _connects[spoke] = true;
        Spokes[spoke].Connect(_address);
    }

    private Task UntilSettledAsync() => UntilAsync(
        () => Enumerable.Range(0, Spokes.Length).All(spoke =>
            HasExactly(Core(Hub).Connections.Where(connection => IsOf(connection, spoke)), IsConnected(spoke))
            && HasExactly(Core(Spokes[spoke]).Connections, IsConnected(spoke))),
        "each spoke has the connection that it should have, and no other");

    private bool HasExactly(IEnumerable<PeerConnection> connections, bool one)
    {
        var list = connections.ToList();
        return list.Count == (one ? 1 : 0) && !list.Exists(_retired.Contains);
    }

    private static bool IsOf(PeerConnection connection, int spoke) =>
        connection.Peer!.Metadata.TryGetValue(SpokeProperty, out var name) && System.Text.Encoding.UTF8.GetString(name.Span) == NameOf(spoke);

    private IZmqSocket MakeHub() => _createHub(_runtime, Configure);

    private IZmqSocket MakeSpoke(int spoke) => _createSpoke(_runtime, options =>
    {
        Configure(options);
        options.Metadata[SpokeProperty] = NameOf(spoke);
        if (_namesSpokes)
            options.RoutingId = NameOf(spoke);
    });

    private void Configure(ZmqSocketOptions options)
    {
        options.ReconnectInterval = TimeSpan.FromMilliseconds(1);
        // Longer than a program may take: running into it is a failure, not an end.
        if (options.Type is not (ZmqSocketType.Pull or ZmqSocketType.Sub))
            options.Linger = TimeSpan.FromMinutes(1);
        _configure(options);
    }
}
