using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Monocoque.Sockets.Tests.Tls;

/// <summary>Stands between the ends of one connection, passes all on, and remembers it.</summary>
internal sealed class Tap : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly StringBuilder _heard = new();
    private readonly CancellationToken _token;
    private long _octets;

    internal Tap(int port, CancellationToken token)
    {
        _token = token;
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _ = RunAsync(port);
    }

    internal int Port { get; }

    internal long Octets => Interlocked.Read(ref _octets);

    /// <summary>Both ways, as Latin-1.</summary>
    internal string Text
    {
        get
        {
            lock (_heard)
                return _heard.ToString();
        }
    }

    public void Dispose() => _listener.Dispose();

    private async Task RunAsync(int port)
    {
        using var near = await _listener.AcceptSocketAsync(_token);
        using var far = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await far.ConnectAsync(IPAddress.Loopback, port, _token);
        await Task.WhenAll(PassAsync(near, far), PassAsync(far, near));
    }

    private async Task PassAsync(Socket from, Socket to)
    {
        var buffer = new byte[64 * 1024];
        while (await from.ReceiveAsync(buffer, _token) is > 0 and var count)
        {
            lock (_heard)
                _heard.Append(Encoding.Latin1.GetString(buffer, 0, count));
            Interlocked.Add(ref _octets, count);
            await to.SendAsync(buffer.AsMemory(0, count), _token);
        }
        to.Shutdown(SocketShutdown.Send);
    }
}
