using System.Net;
using System.Net.Sockets;

namespace Monocoque.Interop.Support;

/// <summary>
/// Finds ports that nobody listens on. They are below those that the system gives to whoever asks for any, which another test would soon be
/// given.
/// </summary>
internal static class PortOfNobody
{
    private const int First = 10_000;
    private const int Count = 20_000;

    private static int s_last = Random.Shared.Next(Count);

    internal static int Take()
    {
        while (true)
        {
            var port = First + (int)((uint)Interlocked.Increment(ref s_last) % Count);
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Somebody's: the next.
            }
        }
    }
}
