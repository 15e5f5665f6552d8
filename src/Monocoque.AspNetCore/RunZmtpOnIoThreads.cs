using Microsoft.Extensions.Options;
using Monocoque.Transport.IoUring;

namespace Monocoque;

/// <summary>
/// Decoding and encoding never block, so on the io_uring transport they run on the thread that receives, without a hop. Handlers and receivers do not: they have
/// threads of their own.
/// </summary>
internal sealed class RunZmtpOnIoThreads : IPostConfigureOptions<ZmqRuntimeOptions>
{
    public void PostConfigure(string? name, ZmqRuntimeOptions options) => options.PrepareConnection += static connection =>
    {
        if (connection.Features.Get<IIoUringConnectionFeature>() is { } ring)
            ring.PrefersInlineScheduling = true;
    };
}
