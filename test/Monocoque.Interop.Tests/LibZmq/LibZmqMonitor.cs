using System.Buffers.Binary;
using System.Diagnostics;
using System.Text;

namespace Monocoque.Interop.LibZmq;

/// <summary>The events of one libzmq socket (<c>zmq_socket_monitor</c>).</summary>
internal sealed class LibZmqMonitor(LibZmqSocket events)
{
    /// <summary>Reads events until one of <paramref name="kinds"/> comes, and returns it.</summary>
    /// <exception cref="TimeoutException">None came within <see cref="LibZmqSocket.Patience"/>.</exception>
    internal async Task<LibZmqEventKind> WaitForAsync(LibZmqEventKind kinds)
    {
        // Others may come all the time: a socket that nobody answers tries again and again.
        return await TryWaitForAsync(kinds, LibZmqSocket.Patience) ?? throw new TimeoutException($"libzmq told of no {kinds}.");
    }

    /// <summary>Reads events until one of <paramref name="kinds"/> comes, or none has within <paramref name="patience"/>: then null.</summary>
    internal async Task<LibZmqEventKind?> TryWaitForAsync(LibZmqEventKind kinds, TimeSpan patience)
    {
        var started = Stopwatch.GetTimestamp();
        while (patience - Stopwatch.GetElapsedTime(started) is { Ticks: > 0 } left)
        {
            if (await events.TryReceiveAsync(left) is { } message && (Kind(message) & kinds) != 0)
                return Kind(message);
        }
        return null;
    }

    /// <summary>The kinds of all events that have come so far and were not read yet.</summary>
    internal async Task<LibZmqEventKind> DrainAsync()
    {
        var seen = LibZmqEventKind.None;
        while (await events.TryReceiveAsync(TimeSpan.Zero) is { } message)
            seen |= Kind(message);
        return seen;
    }

    /// <summary>The next event with its value and its endpoint, however long it takes; null once the socket is closed.</summary>
    internal async Task<(LibZmqEventKind Kind, int Value, string Address)?> NextAsync() =>
        await events.TryReceiveAsync(Timeout.InfiniteTimeSpan) is { } message
            ? (Kind(message), BinaryPrimitives.ReadInt32LittleEndian(message[0].AsSpan(2)), Encoding.UTF8.GetString(message[1]))
            : null;

    private static LibZmqEventKind Kind(byte[][] message) => (LibZmqEventKind)BinaryPrimitives.ReadUInt16LittleEndian(message[0]);
}
