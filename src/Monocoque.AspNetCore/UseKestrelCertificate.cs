using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Monocoque.Transports;

namespace Monocoque;

/// <summary>The web server's default certificate is that of sockets too, where it is a file: <c>Kestrel:Certificates:Default</c>.</summary>
internal sealed class UseKestrelCertificate(IConfiguration configuration, IHostEnvironment environment) : IPostConfigureOptions<ZmqRuntimeOptions>
{
    private const string Section = "Kestrel:Certificates:Default";

    public void PostConfigure(string? name, ZmqRuntimeOptions options)
    {
        var section = configuration.GetSection(Section);
        if (section["Path"] is { Length: > 0 } path)
            options.DefaultCertificate = new CertificateFile($"{Section}:Path", Locate(path), section["KeyPath"] is { } key ? Locate(key) : null, section["Password"]);
    }

    /// <summary>As Kestrel does.</summary>
    private string Locate(string path) => Path.Combine(environment.ContentRootPath, path);
}
