using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Monocoque.Transport.IoUring.Support;

/// <summary>What tests vary about a server.</summary>
internal sealed record ServerSettings
{
    /// <summary>Nothing: <see cref="Kestrel"/> brings them.</summary>
    internal EndPoint? EndPoint { get; init; } = new IPEndPoint(IPAddress.Loopback, 0);

    internal ulong? Handle { get; init; }

    internal long? MaxReadBufferSize { get; init; } = 1024 * 1024;

    internal long? MaxWriteBufferSize { get; init; } = 64 * 1024;

    internal Action<IoUringTransportOptions>? Configure { get; init; }

    internal Action<ListenOptions>? Listen { get; init; }

    internal Action<KestrelServerOptions>? Kestrel { get; init; }

    internal Action<IWebHostBuilder>? Host { get; init; }

    internal Action<WebApplication>? Pipeline { get; init; }
}
