using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Monocoque.Transports;

/// <summary>The client's part of SOCKS5, RFC 1928, with user and password, RFC 1929. Takes not one octet more than the proxy's own.</summary>
internal sealed class SocksClient(IDuplexPipe pipe, string proxy, CancellationToken cancellationToken)
{
    private const byte Version = 5;
    private const byte LoginVersion = 1;
    private const byte NoLogin = 0;
    private const byte UserAndPassword = 2;
    private const byte Connect = 1;

    private enum AddressType : byte
    {
        IPv4 = 1,
        Name = 3,
        IPv6 = 4,
    }

    internal async Task AuthenticateAsync(string? user, string? password)
    {
        // VER | NMETHODS | METHODS
        await SendAsync(user is null ? [Version, 1, NoLogin] : [Version, 2, NoLogin, UserAndPassword]).ConfigureAwait(false);
        // VER | METHOD
        var choice = await ReceiveAsync(2).ConfigureAwait(false);
        ThrowIfNotSocks(choice[0], Version);
        if (choice[1] == NoLogin)
            return;
        if (choice[1] != UserAndPassword || user is null)
        {
            throw new IOException(user is null
                ? $"The SOCKS proxy {proxy} wants a user and a password. Set SocksUsername and SocksPassword."
                : $"The SOCKS proxy {proxy} accepts neither no login nor a user and a password.");
        }

        var (name, secret) = (Encoding.UTF8.GetBytes(user), Encoding.UTF8.GetBytes(password ?? ""));
        // VER | ULEN | UNAME | PLEN | PASSWD
        await SendAsync([LoginVersion, (byte)name.Length, .. name, (byte)secret.Length, .. secret]).ConfigureAwait(false);
        // VER | STATUS
        var answer = await ReceiveAsync(2).ConfigureAwait(false);
        ThrowIfNotSocks(answer[0], LoginVersion);
        if (answer[1] != 0)
            throw new IOException($"The SOCKS proxy {proxy} does not accept the user '{user}' with this password.");
    }

    internal async Task ConnectAsync(ZmqAddress destination)
    {
        var port = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(port, (ushort)destination.Port!.Value);
        // VER | CMD | RSV | ATYP | DST.ADDR | DST.PORT
        await SendAsync([Version, Connect, 0, .. Encode(destination.Host), .. port]).ConfigureAwait(false);
        // VER | REP | RSV | ATYP | BND.ADDR | BND.PORT
        var reply = await ReceiveAsync(4).ConfigureAwait(false);
        ThrowIfNotSocks(reply[0], Version);
        if (reply[1] != 0)
            throw new IOException($"The SOCKS proxy {proxy} did not connect to {destination}: {Describe(reply[1])}.");
        var length = (AddressType)reply[3] switch
        {
            AddressType.IPv4 => 4,
            AddressType.IPv6 => 16,
            AddressType.Name => (await ReceiveAsync(1).ConfigureAwait(false))[0],
            _ => throw new IOException($"The SOCKS proxy {proxy} answered with an address of the unknown type {reply[3]}."),
        };
        await ReceiveAsync(length + port.Length).ConfigureAwait(false);
    }

    private static byte[] Encode(string host)
    {
        if (IPAddress.TryParse(host, out var address))
        {
            var type = address.AddressFamily == AddressFamily.InterNetworkV6 ? AddressType.IPv6 : AddressType.IPv4;
            return [(byte)type, .. address.GetAddressBytes()];
        }
        var name = Encoding.ASCII.GetBytes(host);
        return [(byte)AddressType.Name, (byte)name.Length, .. name];
    }

    private async Task SendAsync(byte[] octets) => await pipe.Output.WriteAsync(octets, cancellationToken).ConfigureAwait(false);

    private async Task<byte[]> ReceiveAsync(int count)
    {
        var result = await pipe.Input.ReadAtLeastAsync(count, cancellationToken).ConfigureAwait(false);
        if (result.Buffer.Length < count)
            throw new IOException($"The SOCKS proxy {proxy} closed the connection.");
        var octets = result.Buffer.Slice(0, count).ToArray();
        pipe.Input.AdvanceTo(result.Buffer.GetPosition(count));
        return octets;
    }

    private void ThrowIfNotSocks(byte version, byte expected)
    {
        if (version != expected)
            throw new IOException($"{proxy} does not speak SOCKS5.");
    }

    private static string Describe(byte reply) => reply switch
    {
        1 => "general failure",
        2 => "its rules do not allow it",
        3 => "network unreachable",
        4 => "host unreachable",
        5 => "connection refused",
        6 => "time to live expired",
        7 => "it cannot connect",
        8 => "it does not know this kind of address",
        _ => $"failure {reply}",
    };
}
