using Monocoque.Patterns;

namespace Monocoque.Proxies;

/// <summary>Whether a socket is still there. Of sockets that are not ours nothing is known until a call fails.</summary>
internal static class ProxyEnd
{
    private static readonly Task s_never = new TaskCompletionSource().Task;

    internal static Task WhenClosed(IZmqSocket socket) => (socket as SocketBase)?.WhenClosed ?? s_never;

    internal static bool IsClosed(IZmqSocket socket) => WhenClosed(socket).IsCompleted;
}
