using System.Buffers.Binary;
using Monocoque.Sockets.Tests.Support;

namespace Monocoque.Conformance.Support;

/// <summary>Stands between one client and a server, and changes one of the client's frames.</summary>
internal sealed class SpoilingRelay : IDisposable
{
    private const int GreetingSize = 64;

    private readonly RawListener _listener = new();

    internal string Address => _listener.Address;

    /// <summary>Passes on all that the first client and the server say, but the client's frame of that number as <paramref name="spoil"/> makes it.</summary>
    internal async Task RunAsync(string server, int number, Func<byte[], byte[]> spoil, CancellationToken token)
    {
        using var from = await _listener.AcceptAsync(token);
        using var to = await RawPeer.ConnectAsync(ZmqAddress.Parse(server), token);
        var back = CopyAsync(to, from, static (_, body) => body);
        await Task.WhenAny(back, CopyAsync(from, to, (i, body) => i == number ? spoil(body) : body));
        await back;
    }

    public void Dispose() => _listener.Dispose();

    private static async Task CopyAsync(RawPeer from, RawPeer to, Func<int, byte[], byte[]> change)
    {
        try
        {
            // One by one: each end says the rest of its greeting when it has seen the beginning of the other's.
            for (var i = 0; i < GreetingSize; i++)
                await to.SendAsync(await from.ReadAsync(1));
            for (var i = 0; ; i++)
            {
                var (flags, body) = await from.ReadFrameAsync();
                await to.SendAsync(Encode(flags, change(i, body)));
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // One of the two has gone, so there is nothing more to pass on.
        }
    }

    private static byte[] Encode(byte flags, byte[] body)
    {
        if (body.Length < 256)
            return [(byte)(flags & ~2), (byte)body.Length, .. body];
        var size = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(size, body.Length);
        return [(byte)(flags | 2), .. size, .. body];
    }
}
