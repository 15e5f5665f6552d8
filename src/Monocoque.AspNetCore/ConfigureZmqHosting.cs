using Microsoft.Extensions.Options;
using Monocoque.Hosting;

namespace Monocoque;

/// <summary>Hands what <c>UseZmtp</c> was told to the sockets, which know nothing of the web.</summary>
internal sealed class ConfigureZmqHosting(IOptions<ZmtpOptions> options) : IConfigureOptions<ZmqHostingOptions>
{
    public void Configure(ZmqHostingOptions hosting)
    {
        SocketDefaults.Check(options.Value.Defaults);
        hosting.ReadFrom(options.Value.ConfigurationSection);
        hosting.Defaults = options.Value.Defaults;
        hosting.ConfigureConnection = options.Value.ConfigureConnection;
    }
}
