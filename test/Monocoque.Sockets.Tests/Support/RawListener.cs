using System.Net;
using System.Net.Sockets;

namespace Monocoque.Sockets.Tests.Support;

/// <summary>Waits for connections whose every octet the test decides.</summary>
internal sealed class RawListener : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    /// <param name="port">Where; 0: anywhere.</param>
    /// <param name="receiveBuffer">Octets that the system takes for a connection that is not read; 0: as many as it likes.</param>
    internal RawListener(int port = 0, int receiveBuffer = 0)
    {
        if (receiveBuffer > 0)
            _socket.ReceiveBufferSize = receiveBuffer;
        _socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
        _socket.Listen();
    }

    internal string Address => $"tcp://{_socket.LocalEndPoint}";

    internal int Port => ((IPEndPoint)_socket.LocalEndPoint!).Port;

    internal async Task<RawPeer> AcceptAsync(CancellationToken token) => new(await _socket.AcceptAsync(token), token);

    internal async Task<RawPeer> AcceptAsync(string type, CancellationToken token, string identity = "")
    {
        var peer = await AcceptAsync(token);
        await peer.ShakeHandsAsync(type, identity);
        return peer;
    }

    public void Dispose() => _socket.Dispose();
}
