using System.Buffers;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace Monocoque.Transports;

/// <summary>
/// Which processes may connect to an <c>ipc</c> address: those of a user, of a group, or of a number that is listed. The system says who a peer was when it connected
/// (SO_PEERCRED, unix(7)), so that nothing the peer sends can change it. Whoever cannot be told is refused.
/// </summary>
internal sealed class IpcPeerFilter
{
    private const int LevelSocket = 1;
    private const int OptionPeerCredentials = 17;
    private const int OptionPeerGroups = 59;

    /// <summary>As many as a process may have, NGROUPS_MAX.</summary>
    private const int MostGroups = 65_536;

    private readonly HashSet<uint> _users;
    private readonly HashSet<uint> _groups;
    private readonly HashSet<uint> _processes;

    private IpcPeerFilter(ZmqSocketOptions options)
    {
        _users = [.. options.IpcFilterUids];
        _groups = [.. options.IpcFilterGids];
        _processes = [.. options.IpcFilterPids];
    }

    /// <summary>The filter of a socket; null if everybody may connect.</summary>
    internal static IpcPeerFilter? Of(ZmqSocketOptions options) =>
        options.IpcFilterUids.Count + options.IpcFilterGids.Count + options.IpcFilterPids.Count > 0 ? new IpcPeerFilter(options) : null;

    /// <summary>Why the peer may not connect; null if it may, or there is no system between us that could tell.</summary>
    /// <param name="connection">Whoever has accepted it: a web server has endpoints of this kind too.</param>
    /// <param name="address">Where it came in, if that is known.</param>
    internal string? FindFault(ConnectionContext connection, ZmqAddress? address)
    {
        if (connection.LocalEndPoint is InprocEndPoint || (address?.Scheme is not "ipc" && connection.LocalEndPoint is not UnixDomainSocketEndPoint))
            return null;
        try
        {
            return connection.Features.Get<IConnectionSocketFeature>()?.Socket is { } socket ? FindFault(socket) : "the transport does not tell who it is";
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            return $"the system does not tell who it is: {exception.Message}";
        }
    }

    private string? FindFault(Socket socket)
    {
        // struct ucred { pid_t pid; uid_t uid; gid_t gid; }
        Span<byte> credentials = stackalloc byte[3 * sizeof(uint)];
        if (socket.GetRawSocketOption(LevelSocket, OptionPeerCredentials, credentials) != credentials.Length)
            return "the system does not tell who it is";
        var (process, user, group) = (BitConverter.ToUInt32(credentials), BitConverter.ToUInt32(credentials[4..]), BitConverter.ToUInt32(credentials[8..]));
        return _users.Contains(user) || _groups.Contains(group) || _processes.Contains(process) || IsInGroup(socket)
            ? null
            : $"it is process {process} of user {user} and group {group}, none of which is allowed";
    }

    /// <summary>Beside its own group a process has others.</summary>
    private bool IsInGroup(Socket socket)
    {
        if (_groups.Count == 0)
            return false;
        // Rented, because strangers decide how often this is asked.
        var octets = ArrayPool<byte>.Shared.Rent(MostGroups * sizeof(uint));
        try
        {
            var groups = octets.AsSpan(0, socket.GetRawSocketOption(LevelSocket, OptionPeerGroups, octets));
            for (; groups.Length >= sizeof(uint); groups = groups[sizeof(uint)..])
            {
                if (_groups.Contains(BitConverter.ToUInt32(groups)))
                    return true;
            }
            return false;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(octets);
        }
    }
}
