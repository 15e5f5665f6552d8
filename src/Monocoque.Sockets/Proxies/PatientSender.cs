using Monocoque.Patterns;

namespace Monocoque.Proxies;

/// <summary>Sends a message that nobody else wants back.</summary>
internal static class PatientSender
{
    /// <summary>Waits for room as long as it takes, whatever the pattern; sockets that are not ours as they do.</summary>
    internal static ValueTask SendPatientlyAsync(this IZmqSender socket, in ZmqMessage message) =>
        socket is SocketBase core ? core.SendPatientlyAsync(message) : socket.SendAsync(message);
}
