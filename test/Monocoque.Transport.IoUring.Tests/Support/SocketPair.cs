using System.Net.Sockets;

namespace Monocoque.Transport.IoUring.Support;

/// <summary>Two connected stream sockets.</summary>
internal sealed class SocketPair : IDisposable
{
    internal SocketPair()
    {
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint($"\0monocoque-test-{Guid.NewGuid():N}"));
        listener.Listen(1);
        Near = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        Near.Connect(listener.LocalEndPoint!);
        Far = listener.Accept();
    }

    internal Socket Near { get; }

    internal Socket Far { get; }

    internal int FarDescriptor => (int)Far.SafeHandle.DangerousGetHandle();

    public void Dispose()
    {
        Near.Dispose();
        Far.Dispose();
    }
}
