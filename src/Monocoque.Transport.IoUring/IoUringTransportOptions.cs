using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Monocoque.Transport.IoUring.Rings;

namespace Monocoque.Transport.IoUring;

/// <summary>
/// Options of the io_uring transport. Names and meanings are those of <see cref="SocketTransportOptions"/> where both have them.
/// </summary>
public sealed class IoUringTransportOptions
{
    /// <summary>
    /// Rings, each with a thread of its own; 1 to 64. <see langword="null"/>, the default, chooses: one for each four processors, or one for each
    /// processor when <see cref="UnsafePreferInlineScheduling"/> is set.
    /// </summary>
    public int? RingCount { get; set; }

    /// <summary>
    /// Operations that can be prepared before the kernel is entered, per ring: a power of two from 64 to 32768; 256 by default. It does not limit
    /// connections. A smaller one is used where the limit of locked memory forbids this.
    /// </summary>
    public int QueueDepth { get; set; } = 256;

    /// <summary>
    /// Completions that can wait to be looked at, per ring: a power of two from <see cref="QueueDepth"/> to 65536; 4096 by default. More are kept by the
    /// kernel, at a price; nothing is lost.
    /// </summary>
    public int CompletionQueueDepth { get; set; } = 4096;

    /// <summary>
    /// Buffers per ring that data is received into: a power of two from 2 to 32768; 256 by default, of which 32 are used until more are needed. Data is read where it
    /// has arrived, so a buffer is in use until the application has consumed it; what exceeds half of the buffers, or 16 for one connection, is copied.
    /// </summary>
    public int ReceiveBufferCount { get; set; } = 256;

    /// <summary>Bytes of each of these buffers: 64 to 1 MiB; 16 KiB by default.</summary>
    public int ReceiveBufferSize { get; set; } = 16 * 1024;

    /// <summary>
    /// Microseconds for which an I/O thread looks for news before it sleeps, 0 to 1000; 50 by default. Less is used while looking does not pay: an idle server
    /// uses no processor. 0 sleeps at once.
    /// </summary>
    public int BusyPollMicroseconds { get; set; } = 50;

    /// <summary>Connections that may wait to be accepted, by the kernel and again by the application; 512 by default.</summary>
    public int Backlog { get; set; } = 512;

    /// <summary>Whether small segments are sent at once (<c>TCP_NODELAY</c>); <see langword="true"/> by default.</summary>
    public bool NoDelay { get; set; } = true;

    /// <summary>
    /// Bytes received and not read by the application at which receiving pauses, per connection; it goes on at half. 1 MiB by default;
    /// <see langword="null"/> is unlimited. With a limit it also pauses where the application has 16 receive buffers and 128 KiB unread, because what follows
    /// would have to be copied.
    /// </summary>
    public long? MaxReadBufferSize { get; set; } = 1024 * 1024;

    /// <summary>
    /// Bytes written and not taken by the kernel at which a flush waits, per connection; it goes on at half. 64 KiB by default; <see langword="null"/> is
    /// unlimited, 0 waits for every flush.
    /// </summary>
    public long? MaxWriteBufferSize { get; set; } = 64 * 1024;

    /// <summary>
    /// Whether the application runs on the I/O thread instead of the thread pool; <see langword="false"/> by default. Faster, but whatever blocks or computes
    /// long stalls all connections of the ring, and waiting there for one of them never ends. A callback of more than 100 ms is logged.
    /// </summary>
    public bool UnsafePreferInlineScheduling { get; set; }

    /// <summary>
    /// Whether a machine without io_uring is an error at start-up, which says why and what to change. By default the Sockets transport serves there, with one
    /// warning.
    /// </summary>
    public bool Required { get; set; }

    /// <summary>
    /// Makes the listening socket of an endpoint, bound and not yet listening; <see cref="SocketTransportOptions.CreateDefaultBoundListenSocket"/> by default.
    /// </summary>
    public Func<EndPoint, Socket> CreateBoundListenSocket { get; set; } = SocketTransportOptions.CreateDefaultBoundListenSocket;

    /// <summary>Says why there can be no ring, if so. A test says what a machine would on which it is forbidden.</summary>
    internal Func<RingSettings, string?> FindObstacle { get; set; } = RingProbe.FindObstacle;
}
