using System.Net;
using System.Net.Sockets;

namespace Monocoque.Transports;

/// <summary>A socket file that a dead program left behind would make its path unbindable for ever.</summary>
internal static class StaleSocketFile
{
    /// <summary>Removes the file if nobody listens there.</summary>
    internal static async Task RemoveAsync(string path, EndPoint endPoint, CancellationToken cancellationToken)
    {
        if (path.StartsWith('@') || !File.Exists(path))
            return;
        using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await probe.ConnectAsync(endPoint, cancellationToken).ConfigureAwait(false);
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.ConnectionRefused)
        {
            File.Delete(path);
        }
        catch (SocketException)
        {
            // Not a socket, or not ours to judge: binding will say what is wrong.
        }
    }
}
