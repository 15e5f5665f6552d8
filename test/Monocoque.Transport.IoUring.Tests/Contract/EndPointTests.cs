using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Monocoque.Transport.IoUring.Support;

namespace Monocoque.Transport.IoUring.Contract;

/// <summary>What a server can be told to listen on, also while it runs.</summary>
public class EndPointTests
{
    private static Task ServeAsync(HttpContext context) => context.Response.WriteAsync($"{context.Connection.LocalPort}");

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Two_endpoints_serve_side_by_side(TransportKind kind)
    {
        var settings = new ServerSettings
        {
            EndPoint = null,
            Kestrel = kestrel =>
            {
                kestrel.Listen(IPAddress.Loopback, 0);
                kestrel.Listen(IPAddress.Loopback, 0);
            },
        };
        await using var server = await TestServer.StartHttpAsync(kind, ServeAsync, settings);

        Assert.Equal(2, server.Addresses.Count);
        Assert.Equal(server.Addresses.Select(address => $"{new Uri(address).Port}"), await Task.WhenAll(server.Addresses.Select(GetAsync)));
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Localhost_is_both_loopback_addresses(TransportKind kind)
    {
        var port = FreePort();
        var settings = new ServerSettings { EndPoint = null, Kestrel = kestrel => kestrel.ListenLocalhost(port) };
        await using var server = await TestServer.StartHttpAsync(kind, ServeAsync, settings);

        Assert.Equal($"{port}", await GetAsync($"http://127.0.0.1:{port}"));
        Assert.Equal($"{port}", await GetAsync($"http://[::1]:{port}"));
        Assert.Equal($"{port}", await GetAsync($"http://localhost:{port}"));
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Any_address_serves_both_families_on_one_socket(TransportKind kind)
    {
        var settings = new ServerSettings { EndPoint = null, Kestrel = kestrel => kestrel.ListenAnyIP(0) };
        await using var server = await TestServer.StartHttpAsync(kind, ServeAsync, settings);
        var port = new Uri(Assert.Single(server.Addresses)).Port;

        Assert.NotEqual(0, port);
        Assert.Equal($"{port}", await GetAsync($"http://127.0.0.1:{port}"));
        Assert.Equal($"{port}", await GetAsync($"http://[::1]:{port}"));
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Url_of_a_path_is_a_unix_domain_socket(TransportKind kind)
    {
        var path = Path.Combine(Path.GetTempPath(), $"monocoque-{Guid.NewGuid():N}.sock");
        var settings = new ServerSettings { EndPoint = null, Host = host => host.UseUrls($"http://unix:{path}") };
        await using var server = await TestServer.StartHttpAsync(kind, context => context.Response.WriteAsync("over a path"), settings);
        using var client = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellation) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellation);
                return new NetworkStream(socket, ownsSocket: true);
            },
        });

        Assert.Equal("over a path", await client.GetStringAsync(new Uri("http://anything/"), TestContext.Current.CancellationToken));
        Assert.Equal($"http://unix:{path}", Assert.Single(server.Addresses));
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Configuration_adds_and_removes_endpoints_while_connections_of_others_live(TransportKind kind)
    {
        var (first, second) = (FreePort(), FreePort());
        var values = new Changing();
        values.Set("Endpoints:First:Url", $"http://127.0.0.1:{first}");
        var configuration = new ConfigurationBuilder().Add(values).Build();
        var settings = new ServerSettings { EndPoint = null, Kestrel = kestrel => kestrel.Configure(configuration, reloadOnChange: true) };
        await using var server = await TestServer.StartHttpAsync(kind, context => context.Response.WriteAsync(context.Connection.Id), settings);
        using var client = HttpPeer.Client("http/1.1");
        var url = new Uri($"http://127.0.0.1:{first}/");
        var connection = await client.GetStringAsync(url, TestContext.Current.CancellationToken);

        values.Set("Endpoints:Second:Url", $"http://127.0.0.1:{second}");
        configuration.Reload();
        await Eventually.TrueAsync(() => CanConnect(second));
        Assert.NotEmpty(await GetAsync($"http://127.0.0.1:{second}"));
        // The endpoint that stayed has not been bound anew.
        Assert.Equal(connection, await client.GetStringAsync(url, TestContext.Current.CancellationToken));

        values.Remove("Endpoints:Second:Url");
        configuration.Reload();
        await Eventually.TrueAsync(() => !CanConnect(second));
        Assert.Equal(connection, await client.GetStringAsync(url, TestContext.Current.CancellationToken));
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Two_hosts_in_one_process_do_not_disturb_each_other(TransportKind kind)
    {
        await using var first = await TestServer.StartHttpAsync(kind, ServeAsync);
        await using (var second = await TestServer.StartHttpAsync(kind, ServeAsync))
        {
            Assert.Equal($"{second.Port}", await GetAsync($"http://127.0.0.1:{second.Port}"));
            Assert.Equal($"{first.Port}", await GetAsync($"http://127.0.0.1:{first.Port}"));
        }

        Assert.Equal($"{first.Port}", await GetAsync($"http://127.0.0.1:{first.Port}"));
    }

    private static async Task<string> GetAsync(string url)
    {
        using var client = HttpPeer.Client("http/1.1");
        return await client.GetStringAsync(new Uri(url), TestContext.Current.CancellationToken);
    }

    private static bool CanConnect(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Connect(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    /// <summary>Configuration of which keys also go.</summary>
    private sealed class Changing : ConfigurationProvider, IConfigurationSource
    {
        public IConfigurationProvider Build(IConfigurationBuilder builder) => this;

        internal void Remove(string key) => Data.Remove(key);
    }
}
