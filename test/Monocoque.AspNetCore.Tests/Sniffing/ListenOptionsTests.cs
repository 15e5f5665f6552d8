using System.Net;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Monocoque.AspNetCore.Tests.Fakes;
using Monocoque.AspNetCore.Tests.Web;

namespace Monocoque.AspNetCore.Tests.Sniffing;

/// <summary>Endpoints of Kestrel that are told by hand.</summary>
public sealed class ListenOptionsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Zmtp_after_https_is_inside_tls(bool ioUring)
    {
        await using var port = await SharedPort.ListenAsync(
            static listen =>
            {
                listen.UseHttps(SharedPort.Certificate);
                listen.UseZmtp();
            }, ioUring: ioUring);
        await port.AssertServesHttpAsync();
        await using var tls = await port.DialTlsAsync();
        Assert.Equal("HELLO", await tls.AskHelloAsync(oneByOne: true));
        await using var plain = await port.DialAsync();
        await plain.SendAsync(Wire.Greeting);

        Assert.DoesNotContain("\u007F", await plain.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Http_2_inside_tls_is_still_chosen()
    {
        await using var port = await SharedPort.ListenAsync(static listen =>
        {
            listen.UseHttps(SharedPort.Certificate);
            listen.UseZmtp();
        });
        using var handler = new SocketsHttpHandler();
        handler.SslOptions.RemoteCertificateValidationCallback = SharedPort.IsOurs;
        using var http = new HttpClient(handler) { DefaultRequestVersion = HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };

        Assert.Equal("hello", await http.GetStringAsync(port.Server, Token));
    }

    [Fact]
    public async Task Zmtp_before_https_is_plaintext_on_its_port()
    {
        await using var port = await SharedPort.ListenAsync(static listen =>
        {
            listen.UseZmtp();
            listen.UseHttps(SharedPort.Certificate);
        });

        await port.AssertServesBothAsync();
    }

    [Fact]
    public async Task Zmtp_on_both_sides_is_plaintext_and_inside_tls()
    {
        await using var port = await SharedPort.ListenAsync(static listen =>
        {
            listen.UseZmtp();
            listen.UseHttps(SharedPort.Certificate);
            listen.UseZmtp();
        });
        await port.AssertServesBothAsync();
        await using var tls = await port.DialTlsAsync();

        Assert.Equal("HELLO", await tls.AskHelloAsync(oneByOne: false));
    }

    [Fact]
    public async Task Endpoints_with_tls_are_not_shared_unasked()
    {
        await using var port = await SharedPort.ListenAsync(
            static listen => listen.UseHttps(SharedPort.Certificate), zmtp: static options => options.ShareHttpPorts = true);
        await port.AssertServesHttpAsync();
        await using var plain = await port.DialAsync();
        await plain.SendAsync(Wire.Greeting);
        Assert.DoesNotContain("\u007F", await plain.ReadToEndAsync(), StringComparison.Ordinal);
        await using var tls = await port.DialTlsAsync();
        await tls.SendAsync([.. Wire.Greeting, .. "\r\n\r\n"u8]);

        Assert.StartsWith("HTTP/1.1 400", await tls.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Endpoint_of_the_code_is_shared_with_all_others()
    {
        await using var port = await SharedPort.ListenAsync(static _ => { }, zmtp: static options => options.ShareHttpPorts = true);

        await port.AssertServesBothAsync();
    }

    /// <summary>So a request costs what it costs without us: the look is once for a connection, and HTTP reads from the transport itself.</summary>
    [Fact]
    public async Task Http_has_the_transport_as_it_came_after_one_look_for_all_requests()
    {
        var before = new List<IDuplexPipe>();
        var after = new List<IDuplexPipe>();
        await using var port = await SharedPort.ListenAsync(listen =>
        {
            listen.Use(next => connection => Noting(before, connection, next));
            listen.UseZmtp("one");
            listen.Use(next => connection => Noting(after, connection, next));
        });
        using var http = new HttpClient();

        for (var i = 0; i < 20; i++)
            Assert.Equal("hello", await http.GetStringAsync(port.Server, TestContext.Current.CancellationToken));

        Assert.Same(Assert.Single(before), Assert.Single(after));

        static Task Noting(List<IDuplexPipe> seen, ConnectionContext connection, ConnectionDelegate next)
        {
            seen.Add(connection.Transport);
            return next(connection);
        }
    }

    [Fact]
    public async Task Exclusive_endpoint_has_no_http()
    {
        await using var port = await SharedPort.ListenAsync(static listen => listen.UseZmtp("one", exclusive: true), MapOne);
        await using var dealer = await port.ConnectAsync<IDealerSocket>();
        Assert.Equal(["one"], await dealer.AskAsync("hello"));
        await using var http = await port.DialAsync();
        await http.SendAsync(Wire.HttpRequest);

        Assert.DoesNotContain("HTTP", await http.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_an_endpoint_was_told_counts_more_than_what_all_are_told()
    {
        await using var port = await SharedPort.ListenAsync(
            static listen => listen.UseZmtp("one"),
            static app =>
            {
                MapOne(app);
                app.MapZmqRouter("two", static () => "two");
            },
            static options => options.ShareHttpPorts = true);
        await using var dealer = await port.ConnectAsync<IDealerSocket>();

        Assert.Equal(["one"], await dealer.AskAsync("hello"));
        await port.AssertServesHttpAsync();
    }

    [Fact]
    public async Task Events_of_a_named_endpoint_are_those_of_a_bound_address()
    {
        await using var port = await SharedPort.ListenAsync(static listen => listen.UseZmtp("one"), MapOne);
        var seen = SeeAsync(port.App.Socket<IRouterSocket>("one"));
        await using var dealer = await port.ConnectAsync<IDealerSocket>();
        var events = await seen.Within();

        Assert.Equal([ZmqEventKind.Accepted, ZmqEventKind.HandshakeSucceeded], events.Select(static e => e.Kind));
        Assert.All(events, e => Assert.Equal(port.Address, e.Address!.ToString()));
    }

    [Theory]
    [InlineData(4201, "PLAIN server", false, false)]
    [InlineData(4201, "PLAIN server", true, false)]
    [InlineData(4200, "PLAIN server", false, true)]
    public async Task Secured_socket_that_a_shared_port_does_not_lead_to_is_named(int id, string security, bool sharesAll, bool isBound)
    {
        await using var port = await SharedPort.ListenAsync(
            listen => _ = sharesAll ? listen : listen.UseZmtp(),
            app =>
            {
                app.MapZmqRouter("secured", static () => "secured");
                if (isBound)
                    app.MapZmqRouter("tcp://127.0.0.1:0", static () => "open");
            },
            options => options.ShareHttpPorts = sharesAll,
            build: builder => AddSecured(builder, isBound));
        var entry = Assert.Single(port.App.Log.Entries, static entry => entry.Id is 4200 or 4201);

        Assert.Equal(id, entry.Id);
        Assert.Contains("ROUTER 'secured'", entry.Text, StringComparison.Ordinal);
        Assert.Contains(security, entry.Text, StringComparison.Ordinal);
        if (isBound)
        {
            // It is in nobody's way.
            await using var dealer = await port.ConnectAsync<IDealerSocket>();
            Assert.Equal(["open"], await dealer.AskAsync("hello"));
        }
        else
        {
            var error = await Assert.ThrowsAsync<ZmqException>(
                () => port.ConnectAsync<IDealerSocket>(static options => options.ReconnectInterval = Timeout.InfiniteTimeSpan));
            Assert.Equal(ZmqError.HostUnreachable, error.Error);
            Assert.Empty(port.App.Socket<IRouterSocket>("secured").GetPeers());
        }
    }

    [Fact]
    public async Task Secured_socket_with_an_endpoint_of_its_own_is_reached_there()
    {
        await using var port = await SharedPort.ListenAsync(
            static listen => listen.UseZmtp("secured"), static app => app.MapZmqRouter("secured", static () => "secured"),
            build: static builder => AddSecured(builder, isBound: false));
        await using var dealer = await port.ConnectAsync<IDealerSocket>(static options =>
        {
            options.Security.Mechanism = ZmqMechanism.Plain;
            options.Security.Username = "alice";
            options.Security.Password = "word";
        });

        Assert.Equal(["secured"], await dealer.AskAsync("hello"));
        Assert.DoesNotContain(port.App.Log.Entries, static entry => entry.Id is 4200 or 4201);
    }

    [Fact]
    public async Task Unknown_name_is_an_error_at_the_start()
    {
        var error = await Assert.ThrowsAnyAsync<Exception>(() => SharedPort.ListenAsync(static listen => listen.UseZmtp("nowhere"), MapOne));

        Assert.Contains("There is no socket named 'nowhere'", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_zeromq_it_is_an_error()
    {
        var builder = WebApplication.CreateSlimBuilder(["--urls=http://127.0.0.1:0"]);
        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0, static listen => listen.UseZmtp()));
        var error = await Assert.ThrowsAnyAsync<InvalidOperationException>(async () =>
        {
            await using var app = builder.Build();
            await app.StartAsync(Token);
        });

        Assert.Contains("builder.WebHost.UseZmtp()", error.Message, StringComparison.Ordinal);
    }

    private static void AddSecured(WebApplicationBuilder builder, bool isBound) => builder.Services.AddZmq().AddSocket<IRouterSocket>("secured", options =>
    {
        options.Security.Mechanism = ZmqMechanism.Plain;
        options.Security.AsServer = true;
        options.Security.Users["alice"] = "word";
        if (isBound)
            options.Bind.Add("tcp://127.0.0.1:0");
    });

    private static void MapOne(WebApplication app) => app.MapZmqRouter("one", static () => "one");

    private static async Task<List<ZmqEvent>> SeeAsync(IZmqSocket socket)
    {
        var seen = new List<ZmqEvent>();
        await foreach (var e in socket.MonitorAsync(Token))
        {
            seen.Add(e);
            if (e.Kind == ZmqEventKind.HandshakeSucceeded)
                break;
        }
        return seen;
    }
}
