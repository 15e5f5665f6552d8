using System.Net;
using System.Net.Sockets;

namespace Monocoque.Transports;

/// <summary>A socket file that a dead program left behind would make its path unbindable for ever.</summary>
internal static class StaleSocketFile
{
    /// <summary>What opening a socket file as if it were a file fails with: ENXIO on Linux, EOPNOTSUPP on macOS.</summary>
    private const int NoSuchDevice = 6;
    private const int NotSupportedOnMac = 102;

    /// <summary>Removes the file if it is a socket and nobody listens there.</summary>
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
            // An ordinary file refuses connections too.
            if (IsSocket(path))
                File.Delete(path);
        }
        catch (SocketException)
        {
            // Not ours to judge: binding will say what is wrong.
        }
    }

    private static bool IsSocket(string path)
    {
        if (OperatingSystem.IsWindows())
            return File.GetAttributes(path).HasFlag(FileAttributes.ReparsePoint);
        try
        {
            // For writing too, since opening a named pipe only to read waits for its writer.
            using var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
            return false;
        }
        catch (IOException exception) when (exception.HResult is NoSuchDevice or NotSupportedOnMac)
        {
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
