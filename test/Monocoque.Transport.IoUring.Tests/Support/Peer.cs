using System.Net.Sockets;

namespace Monocoque.Transport.IoUring.Support;

/// <summary>What a client does with a socket.</summary>
internal static class Peer
{
    internal static async Task SendAllAsync(this Socket socket, ReadOnlyMemory<byte> data)
    {
        while (!data.IsEmpty)
            data = data[await socket.SendAsync(data, TestContext.Current.CancellationToken).InTime()..];
    }

    /// <summary>Sends until nobody has room for more.</summary>
    internal static void Fill(this Socket socket)
    {
        socket.Blocking = false;
        var data = new byte[1000];
        do
        {
            SocketError error;
            do
                _ = socket.Send(data, SocketFlags.None, out error);
            while (error == SocketError.Success);
            Assert.Equal(SocketError.WouldBlock, error);
        }
        while (socket.Poll(TimeSpan.FromMilliseconds(300), SelectMode.SelectWrite));
    }

    internal static async Task<byte[]> ReceiveAsync(this Socket socket, int count)
    {
        var data = new byte[count];
        for (var got = 0; got < count;)
        {
            var more = await socket.ReceiveAsync(data.AsMemory(got), TestContext.Current.CancellationToken).InTime();
            Assert.NotEqual(0, more);
            got += more;
        }
        return data;
    }

    /// <summary>Everything up to the end.</summary>
    internal static async Task<byte[]> ReceiveToEndAsync(this Socket socket)
    {
        using var all = new MemoryStream();
        var data = new byte[64 * 1024];
        while (await socket.ReceiveAsync(data, TestContext.Current.CancellationToken).InTime() is var got and > 0)
            all.Write(data, 0, got);
        return all.ToArray();
    }

    /// <summary>Everything up to this text, which has to be the last that has come.</summary>
    internal static async Task ReceiveUntilAsync(this Socket socket, string end)
    {
        var all = "";
        var data = new byte[64 * 1024];
        while (!all.EndsWith(end, StringComparison.Ordinal))
        {
            var got = await socket.ReceiveAsync(data, TestContext.Current.CancellationToken).InTime();
            Assert.NotEqual(0, got);
            all += System.Text.Encoding.ASCII.GetString(data, 0, got);
        }
    }

    /// <summary>Closes with a reset.</summary>
    internal static void Reset(this Socket socket)
    {
        socket.LingerState = new LingerOption(true, 0);
        socket.Dispose();
    }

    internal static byte[] RandomBytes(int count)
    {
        var data = new byte[count];
        new Random(count).NextBytes(data);
        return data;
    }
}
