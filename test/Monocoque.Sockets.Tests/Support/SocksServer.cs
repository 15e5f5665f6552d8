using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Monocoque.Sockets.Tests.Support;

/// <summary>A SOCKS5 proxy (RFC 1928, RFC 1929) that does as it is told, and answers octet by octet.</summary>
internal sealed class SocksServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationToken _token;

    internal SocksServer(CancellationToken token)
    {
        _token = token;
        _listener.Start();
        _ = AcceptAsync();
    }

    internal string Address => _listener.LocalEndpoint.ToString()!;

    /// <summary>Wanted from everybody, if set.</summary>
    internal (string User, string Password)? Login { get; set; }

    /// <summary>0: it connects.</summary>
    internal byte Reply { get; set; }

    internal bool IsSilent { get; set; }

    /// <summary>What was asked for: type, host, port.</summary>
    internal ConcurrentQueue<(byte Type, string Host, int Port)> Requests { get; } = new();

    /// <summary>Where the last client came from.</summary>
    internal EndPoint? Client { get; private set; }

    /// <summary>Where names lead.</summary>
    internal IPAddress Home { get; } = IPAddress.Loopback;

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await _listener.AcceptTcpClientAsync(_token));
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The end.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var owned = client;
        try
        {
            var stream = client.GetStream();
            Client = client.Client.RemoteEndPoint;
            if (IsSilent)
                await Task.Delay(Timeout.Infinite, _token);
            if (!await LetInAsync(stream))
                return;
            var request = await ReadAsync(stream, 4);
            var host = request[3] switch
            {
                1 => new IPAddress(await ReadAsync(stream, 4)).ToString(),
                4 => new IPAddress(await ReadAsync(stream, 16)).ToString(),
                _ => Encoding.ASCII.GetString(await ReadAsync(stream, (await ReadAsync(stream, 1))[0])),
            };
            var port = BinaryPrimitives.ReadUInt16BigEndian(await ReadAsync(stream, 2));
            Requests.Enqueue((request[3], host, port));
            if (Reply != 0)
            {
                await WriteAsync(stream, [5, Reply, 0, 1, 0, 0, 0, 0, 0, 0]);
                return;
            }
            using var target = new TcpClient();
            await target.ConnectAsync(IPAddress.TryParse(host, out var address) ? address : Home, port, _token);
            // A name in the answer: its length is what the client must not get wrong.
            await WriteAsync(stream, [5, 0, 0, 3, 5, .. "proxy"u8, 1, 2]);
            await Task.WhenAny(stream.CopyToAsync(target.GetStream(), _token), target.GetStream().CopyToAsync(stream, _token));
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or SocketException)
        {
            // The client has gone.
        }
    }

    private async Task<bool> LetInAsync(NetworkStream stream)
    {
        var greeting = await ReadAsync(stream, 2);
        var methods = await ReadAsync(stream, greeting[1]);
        var method = (byte)(Login is null ? 0 : 2);
        await WriteAsync(stream, [5, methods.Contains(method) ? method : (byte)0xFF]);
        if (!methods.Contains(method))
            return false;
        if (Login is not { } login)
            return true;
        await ReadAsync(stream, 1);
        var user = Encoding.UTF8.GetString(await ReadAsync(stream, (await ReadAsync(stream, 1))[0]));
        var password = Encoding.UTF8.GetString(await ReadAsync(stream, (await ReadAsync(stream, 1))[0]));
        var isKnown = (user, password) == login;
        await WriteAsync(stream, [1, (byte)(isKnown ? 0 : 1)]);
        return isKnown;
    }

    private async Task<byte[]> ReadAsync(NetworkStream stream, int count)
    {
        var octets = new byte[count];
        await stream.ReadExactlyAsync(octets, _token);
        return octets;
    }

    private async Task WriteAsync(NetworkStream stream, byte[] octets)
    {
        foreach (var octet in octets)
            await stream.WriteAsync(new[] { octet }, _token);
    }
}
