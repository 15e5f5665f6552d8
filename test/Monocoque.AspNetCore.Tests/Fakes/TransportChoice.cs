using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace Monocoque.AspNetCore.Tests.Fakes;

/// <summary>For tests that run on both transports of Kestrel.</summary>
internal static class TransportChoice
{
    /// <summary>Takes io_uring if it is that one's turn; skips the test where it is said to be refused.</summary>
    internal static void UseIoUringIf(this WebApplicationBuilder builder, bool ioUring)
    {
        Assert.SkipWhen(
            ioUring && Environment.GetEnvironmentVariable("MONOCOQUE_REQUIRE_IO_URING") == "0",
            "MONOCOQUE_REQUIRE_IO_URING is 0: the kernel is said to refuse io_uring here.");
        if (ioUring)
            builder.WebHost.UseIoUring(static options => options.Required = true);
    }
}
