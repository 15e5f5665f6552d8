using Monocoque.Transport.IoUring.Diagnostics;

namespace Monocoque.Transport.IoUring.Connections;

/// <summary>What all connections of a transport have in common.</summary>
internal sealed class ConnectionSettings(IoUringTransportOptions options, IoUringLog log)
{
    internal IoUringLog Log { get; } = log;

    /// <summary>A pipe takes 0 for no limit.</summary>
    internal long MaxReadBufferSize { get; } = options.MaxReadBufferSize ?? 0;

    /// <summary>A limit of 0 is one of 1 for a pipe: every flush waits.</summary>
    internal long MaxWriteBufferSize { get; } = options.MaxWriteBufferSize is { } size ? Math.Max(1, size) : 0;

    internal bool PrefersInlineScheduling { get; } = options.UnsafePreferInlineScheduling;

    /// <summary>Kestrel's switch for ending aborted connections gracefully instead of with a reset.</summary>
    internal bool FinOnError { get; } = AppContext.TryGetSwitch("Microsoft.AspNetCore.Server.Kestrel.FinOnError", out var isSet) && isSet;
}
