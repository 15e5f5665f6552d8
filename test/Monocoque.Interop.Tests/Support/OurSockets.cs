namespace Monocoque.Interop.Support;

/// <summary>Our sockets, spoken to in arrays of octets.</summary>
internal static class OurSockets
{
    internal static ZmqMessage ToMessage(this byte[][] frames) =>
        ZmqMessage.Create([.. frames.Select(frame => (ReadOnlyMemory<byte>)frame)]);

    /// <summary>Copies the frames out and ends the message.</summary>
    internal static byte[][] ToFrames(this ZmqMessage message)
    {
        var frames = new byte[message.Count][];
        for (var i = 0; i < frames.Length; i++)
            frames[i] = message[i].ToArray();
        message.Dispose();
        return frames;
    }

    internal static ValueTask SendFramesAsync(this IZmqSender socket, byte[][] frames, CancellationToken cancellationToken) =>
        socket.SendAsync(frames.ToMessage(), cancellationToken);

    internal static async Task<byte[][]> ReceiveFramesAsync(this IZmqReceiver socket, CancellationToken cancellationToken) =>
        (await socket.ReceiveAsync(cancellationToken)).ToFrames();
}
