using System.Text;

namespace Monocoque.Zmtp.Tests;

/// <summary>Octets as the far end of a test would send them, right or wrong.</summary>
internal static class Peer
{
    internal static string NameOf(ZmqSocketType type) => type.ToString().ToUpperInvariant();

    /// <summary>A command frame with any body.</summary>
    internal static byte[] Command(params byte[] body) => Frame(0x04, body);

    /// <summary>A command frame.</summary>
    internal static byte[] Command(string name, params byte[] data) => Command([(byte)name.Length, .. Encoding.ASCII.GetBytes(name), .. data]);

    /// <summary>A frame in the shortest form.</summary>
    internal static byte[] Frame(byte flags, params byte[] body)
    {
        if (body.Length <= 255)
            return [flags, (byte)body.Length, .. body];
        return [.. LongHeader((byte)(flags | 2), (ulong)body.Length), .. body];
    }

    internal static byte[] LongHeader(byte flags, ulong size) =>
        [flags, .. Enumerable.Range(0, 8).Select(i => (byte)(size >> (56 - 8 * i)))];

    internal static byte[] Property(string name, params byte[] value) => Property(Encoding.Latin1.GetBytes(name), value);

    internal static byte[] Property(byte[] name, byte[] value) =>
        [(byte)name.Length, .. name, .. LongHeader(0, (ulong)value.Length)[5..], .. value];

    internal static byte[] SocketType(string name) => Property("Socket-Type", Encoding.ASCII.GetBytes(name));

    internal static byte[] Identity(params byte[] value) => Property("Identity", value);

    internal static byte[] Ready(params byte[][] properties) => Command("READY", Hex.Join(properties));

    internal static byte[] Ready(ZmqSocketType type) => Ready(SocketType(NameOf(type)));

    /// <summary>The type a socket talks to in a test that is not about types.</summary>
    internal static ZmqSocketType PartnerOf(ZmqSocketType type) => type switch
    {
        ZmqSocketType.Pair => ZmqSocketType.Pair,
        ZmqSocketType.Pub or ZmqSocketType.XPub => ZmqSocketType.Sub,
        ZmqSocketType.Sub or ZmqSocketType.XSub => ZmqSocketType.Pub,
        ZmqSocketType.Req => ZmqSocketType.Rep,
        ZmqSocketType.Rep => ZmqSocketType.Req,
        ZmqSocketType.Pull => ZmqSocketType.Push,
        ZmqSocketType.Push => ZmqSocketType.Pull,
        ZmqSocketType.Server => ZmqSocketType.Client,
        ZmqSocketType.Client => ZmqSocketType.Server,
        ZmqSocketType.Radio => ZmqSocketType.Dish,
        ZmqSocketType.Dish => ZmqSocketType.Radio,
        ZmqSocketType.Gather => ZmqSocketType.Scatter,
        ZmqSocketType.Scatter => ZmqSocketType.Gather,
        ZmqSocketType.Peer or ZmqSocketType.Channel => type,
        _ => ZmqSocketType.Dealer,
    };

    /// <summary>Greeting and READY of a fitting peer.</summary>
    internal static byte[] Handshake(ZmqSocketType own, bool is30 = false) =>
        [.. is30 ? Vectors.Greeting30 : Vectors.Greeting, .. Ready(PartnerOf(own))];
}
