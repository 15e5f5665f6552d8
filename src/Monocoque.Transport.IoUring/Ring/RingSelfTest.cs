using System.Net.Sockets;

namespace Monocoque.Transport.IoUring.Rings;

/// <summary>Receives one octet by the one operation that everything rests on, and cancels it. A version number would not prove it works.</summary>
internal static class RingSelfTest
{
    private const byte Octet = 0x5A;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);
    private static readonly OperationId s_receive = new(RingOperation.Receive, 0, 0);

    internal static bool Passes(Ring ring, BufferRing buffers)
    {
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        // An abstract name: nothing appears in the file system.
        listener.Bind(new UnixDomainSocketEndPoint($"\0monocoque-probe-{Guid.NewGuid():N}"));
        listener.Listen(1);
        using var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        client.Connect(listener.LocalEndPoint!);
        using var server = listener.Accept();

        ring.Receive((int)server.Handle, buffers, s_receive);
        client.Send([Octet]);
        if (!TryReap(ring, out var received) || !received.HasBuffer || !received.HasMore || received.Result != 1)
            return false;
        var isRight = buffers.Read(received.BufferId, 1).Span[0] == Octet;
        buffers.Recycle(received.BufferId);

        ring.Cancel(s_receive);
        while (ring.InFlight != 0)
        {
            if (!TryReap(ring, out _))
                return false;
        }
        return isRight;
    }

    private static bool TryReap(Ring ring, out Completion completion)
    {
        ring.SubmitAndWait(s_patience);
        return ring.TryTake(out completion);
    }
}
