using System.Globalization;
using System.Security.Cryptography;
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
    private const int TcpPort = 17_283;

    private readonly Func<ZmqRuntime, Action<ZmqSocketOptions>, IZmqSocket> _createHub;
    private readonly Func<ZmqRuntime, Action<ZmqSocketOptions>, IZmqSocket> _createSpoke;
    private readonly Action<ZmqSocketOptions> _configure;
    private readonly bool _namesSpokes;
    private readonly ZmqRuntime _runtime;
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("zmq-");
    private readonly HashSet<PeerConnection> _retired = new(ReferenceEqualityComparer.Instance);
    private readonly bool[] _connects;
    private readonly uint[] _hubNumbers;
    private readonly uint[] _numbers;
    private readonly Dictionary<uint, int> _numbered = [];
    private string _address;

    internal Star(
        Func<ZmqRuntime, Action<ZmqSocketOptions>, IZmqSocket> createHub, Func<ZmqRuntime, Action<ZmqSocketOptions>, IZmqSocket> createSpoke, int spokes,
        bool namesSpokes, string transport, Action<ZmqSocketOptions> configure, CancellationToken token)
    {
        (_createHub, _createSpoke, _namesSpokes, _configure, Token) = (createHub, createSpoke, namesSpokes, configure, token);
        var options = new ZmqRuntimeOptions { PoisonReturnedBuffers = true };
        TestTransport.Use(options);
        _runtime = new ZmqRuntime(options);
        _address = transport switch
        {
            "tcp" => MakeTcpAddress(),
            "ipc" => $"ipc://{Path.Combine(_directory.FullName, "hub")}",
            _ => "inproc://hub",
        };
        _connects = new bool[spokes];
        _hubNumbers = new uint[spokes];
        _numbers = new uint[spokes];
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

    /// <summary>SERVER, PEER: what the hub calls the connection to a spoke, or called the last one; 0: there was none yet.</summary>
    internal uint NumberOf(int spoke) => _numbers[spoke];

    /// <summary>PEER: what a spoke calls the hub that it is connected to, or was; 0: it never was.</summary>
    internal uint HubNumberOf(int spoke) => _hubNumbers[spoke];

    /// <summary>Whose number it is or was.</summary>
    internal int? FindNumber(uint number)
    {
        if (!_numbered.ContainsKey(number))
            NoteNumbers();
        return _numbered.TryGetValue(number, out var spoke) ? spoke : null;
    }

    internal static bool Sends(ZmqSocketOptions options) =>
        options.Type is not (ZmqSocketType.Pull or ZmqSocketType.Sub or ZmqSocketType.Dish or ZmqSocketType.Gather);

    internal static string NameOf(int spoke) => string.Create(CultureInfo.InvariantCulture, $"s{spoke}");

    internal async Task OpenAsync()
    {
        try
        {
            await Hub.BindAsync(_address, Token);
        }
        catch (ZmqException exception) when (exception.Error == ZmqError.AddressInUse && _address.StartsWith("tcp", StringComparison.Ordinal))
        {
            // Nobody knows it yet.
            _address = MakeTcpAddress();
            await Hub.BindAsync(_address, Token);
        }
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
    internal async Task UntilAsync(Func<bool> condition, string what, Func<Task>? meanwhile = null)
    {
        try
        {
            while (!condition())
            {
                await (meanwhile ?? Meanwhile)();
                await Task.Delay(1, Token);
            }
        }
        catch (OperationCanceledException)
        {
            throw new ModelException($"It did not come about that {what}.");
        }
    }

    /// <summary>
    /// An address that nobody else takes while the hub is unbound: all of 127.0.0.0/8 is this machine, others stay at its first addresses, and no connection
    /// is given a port below those that the system gives.
    /// </summary>
    private static string MakeTcpAddress() => string.Create(
        CultureInfo.InvariantCulture,
        $"tcp://127.{RandomNumberGenerator.GetInt32(1, 255)}.{RandomNumberGenerator.GetInt32(0, 256)}.{RandomNumberGenerator.GetInt32(1, 255)}:{TcpPort}");

    private async Task EndAsync(IZmqSocket socket, bool lingers)
    {
        if (!lingers)
            socket.Dispose();
        await socket.DisposeAsync().AsTask().WaitAsync(Token);
    }

    private void ConnectNow(int spoke)
    {
        _connects[spoke] = true;
        if (Spokes[spoke] is IPeerSocket peer)
            _hubNumbers[spoke] = peer.ConnectPeer(_address);
        else
            Spokes[spoke].Connect(_address);
    }

    private async Task UntilSettledAsync()
    {
        await UntilAsync(
            () => Enumerable.Range(0, Spokes.Length).All(spoke =>
                HasExactly(Core(Hub).Connections.Where(connection => IsOf(connection, spoke)), IsConnected(spoke))
                && HasExactly(Core(Spokes[spoke]).Connections, IsConnected(spoke))),
            "each spoke has the connection that it should have, and no other");
        if (Hub is IServerSocket)
            NoteNumbers();
    }

    private void NoteNumbers()
    {
        foreach (var connection in Core(Hub).Connections.Where(connection => !_retired.Contains(connection)))
        {
            var spoke = Enumerable.Range(0, Spokes.Length).Single(i => IsOf(connection, i));
            _numbers[spoke] = connection.Peer!.RoutingNumber;
            _numbered[_numbers[spoke]] = spoke;
        }
    }

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
        if (Sends(options))
            options.Linger = TimeSpan.FromMinutes(1);
        _configure(options);
    }
}
