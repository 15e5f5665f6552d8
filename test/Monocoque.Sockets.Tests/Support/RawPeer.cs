using System.Buffers.Binary;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Monocoque.Sockets.Tests.Support;

/// <summary>The other end of a connection, octet by octet.</summary>
internal sealed class RawPeer : IDisposable
{
    private readonly Socket _socket;
    private Stream _stream;
    private readonly CancellationToken _token;

    internal RawPeer(Socket socket, CancellationToken token)
    {
        _socket = socket;
        _stream = new NetworkStream(socket, ownsSocket: true);
        _token = token;
    }

    internal int RemotePort => ((IPEndPoint)_socket.RemoteEndPoint!).Port;

    /// <summary>The first 64 octets of ZMTP 3.1 with the NULL mechanism.</summary>
    internal static byte[] Greeting
    {
        get
        {
            var greeting = new byte[64];
            greeting[0] = 0xFF;
            greeting[9] = 0x7F;
            greeting[10] = 3;
            greeting[11] = 1;
            "NULL"u8.CopyTo(greeting.AsSpan(12));
            return greeting;
        }
    }

    /// <param name="address">Where to.</param>
    /// <param name="token">Ends it.</param>
    /// <param name="from">Where to be; all of 127.0.0.0/8 is this machine.</param>
    internal static async Task<RawPeer> ConnectAsync(ZmqAddress address, CancellationToken token, string? from = null)
    {
        var isIpc = address.Scheme == "ipc";
        var socket = isIpc ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) : new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (from is not null)
                socket.Bind(new IPEndPoint(IPAddress.Parse(from), 0));
            await socket.ConnectAsync(isIpc ? new UnixDomainSocketEndPoint(address.Path) : new IPEndPoint(IPAddress.Parse(address.Host), address.Port!.Value), token);
            return new RawPeer(socket, token);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    internal static byte[] Ready(string type, string identity = "", params (string Name, string Value)[] more)
    {
        var body = new List<byte> { 5 };
        body.AddRange("READY"u8);
        foreach (var (name, value) in (IEnumerable<(string, string)>)[("Socket-Type", type), ("Identity", identity), .. more])
        {
            body.Add((byte)name.Length);
            body.AddRange(Encoding.ASCII.GetBytes(name));
            body.AddRange([0, 0, 0, (byte)value.Length]);
            body.AddRange(Encoding.UTF8.GetBytes(value));
        }
        return [0x04, (byte)body.Count, .. body];
    }

    /// <summary>A message as it goes on the wire.</summary>
    internal static byte[] Encode(params string[] frames) =>
        [.. frames.SelectMany((frame, i) => Encode(Encoding.UTF8.GetBytes(frame), more: i < frames.Length - 1))];

    internal static byte[] Encode(byte[] frame, bool more)
    {
        var flag = (byte)(more ? 1 : 0);
        if (frame.Length < 256)
            return [flag, (byte)frame.Length, .. frame];
        var size = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(size, frame.Length);
        return [(byte)(flag | 2), .. size, .. frame];
    }

    internal async Task ShakeHandsAsync(string type, string identity = "", params (string Name, string Value)[] more)
    {
        await SendAsync([.. Greeting, .. Ready(type, identity, more)]);
        await ReadAsync(64);
        await ReadFrameAsync();
    }

    /// <summary>Its end is no close but a reset.</summary>
    internal void ResetsAtTheEnd() => _socket.LingerState = new LingerOption(enable: true, seconds: 0);

    internal async Task SendAsync(byte[] octets) => await _stream.WriteAsync(octets, _token);

    /// <summary>From here on all octets are inside TLS, with this end as its client.</summary>
    internal async Task BeginTlsAsync(X509Certificate2 authority, string host = "127.0.0.1")
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(authority);
        var tls = new SslStream(_stream);
        _stream = tls;
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = host, CertificateChainPolicy = policy }, _token);
    }

    /// <summary>From here on all octets are inside TLS, with this end as its server.</summary>
    internal async Task AcceptTlsAsync(X509Certificate2 certificate)
    {
        var tls = new SslStream(_stream);
        _stream = tls;
        await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }, _token);
    }

    /// <summary>Says that nothing more will come; the other direction stays open.</summary>
    internal async Task EndSendingAsync(bool saysSoInTls)
    {
        if (saysSoInTls)
            await ((SslStream)_stream).ShutdownAsync();
        _socket.Shutdown(SocketShutdown.Send);
    }

    /// <summary>Octets below TLS.</summary>
    internal async Task SendPlainAsync(byte[] octets) => await _socket.SendAsync(octets, _token);

    /// <summary>The connection ends without a word.</summary>
    internal void Reset()
    {
        _socket.LingerState = new LingerOption(enable: true, seconds: 0);
        _socket.Close();
    }

    internal Task SendMessageAsync(params string[] frames) => SendAsync(Encode(frames));

    internal async Task<byte[]> ReadAsync(int count)
    {
        var octets = new byte[count];
        await ReadExactlyAsync(octets);
        return octets;
    }

    internal async Task ReadExactlyAsync(Memory<byte> octets) => await _stream.ReadExactlyAsync(octets, _token);

    /// <summary>One frame: its flags and its body.</summary>
    internal async Task<(byte Flags, byte[] Body)> ReadFrameAsync()
    {
        var flags = (await ReadAsync(1))[0];
        var length = (flags & 2) == 0 ? (await ReadAsync(1))[0] : BinaryPrimitives.ReadInt64BigEndian(await ReadAsync(8));
        return (flags, await ReadAsync((int)length));
    }

    /// <summary>One message, its frames joined by bars; a command is in angle brackets.</summary>
    internal async Task<string> ReadMessageAsync()
    {
        var frames = new List<string>();
        while (true)
        {
            var (flags, body) = await ReadFrameAsync();
            var text = Encoding.Latin1.GetString(body);
            if ((flags & 4) != 0)
                return $"<{text}>";
            frames.Add(text);
            if ((flags & 1) == 0)
                return string.Join('|', frames);
        }
    }

    /// <summary>Reads until the other side closes or resets; returns how much there was.</summary>
    internal async Task<int> ReadToEndAsync()
    {
        var buffer = new byte[4096];
        var total = 0;
        try
        {
            while (await _stream.ReadAsync(buffer, _token) is > 0 and var count)
                total += count;
        }
        catch (IOException)
        {
            // Reset: the other side closed with octets of ours unread.
        }
        return total;
    }

    public void Dispose() => _stream.Dispose();
}
