namespace Monocoque.Transport.IoUring;

/// <summary>What a connection of the io_uring transport offers beyond others; in its <c>Features</c>.</summary>
public interface IIoUringConnectionFeature
{
    /// <summary>The ring that serves the connection, from 0.</summary>
    int Ring { get; }

    /// <summary>
    /// Whether what waits for this connection runs on its I/O thread instead of the thread pool; at first as
    /// <see cref="IoUringTransportOptions.UnsafePreferInlineScheduling"/> says. For protocols that never block. Takes effect with the next await.
    /// </summary>
    bool PrefersInlineScheduling { get; set; }
}
