using System.Security.Claims;
using System.Text;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Monocoque.AspNetCore.Tests.Fakes;
using Monocoque.AspNetCore.Tests.JsZmq;
using Monocoque.AspNetCore.Tests.Sniffing;
using Monocoque.AspNetCore.Tests.WebSockets;
using Monocoque.Interop.LibZmq;

namespace Monocoque.AspNetCore.Tests.Authorization;

/// <summary>Policies on the ways to a socket: WebSockets with users of the web server, shared ports, and peers on libzmq.</summary>
public sealed class PolicyTransportTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("ZWS2.0/NULL")]
    [InlineData("ZWS2.0")]
    public async Task User_of_the_web_server_is_the_one_who_is_judged(string protocol)
    {
        var handled = new BlockingQueue();
        await using var app = await StartWebSocketAsync(handled);
        using var stranger = await RawWebSocket.OpenAsync(app.Server, "/zmq", protocol);
        using var friend = await RawWebSocket.OpenAsync(app.Server, "/zmq", protocol, "X-Key: sesame");
        foreach (var peer in new[] { stranger, friend })
        {
            if (protocol == "ZWS2.0")
                await peer.SendAsync(0x00, "");
            else
                await peer.SendReadyAsync("PUSH");
        }
        await stranger.SendAsync(0x00, "let me in");
        await friend.SendAsync(0x00, "hello");

        await stranger.ReadToEndAsync();
        Assert.Equal("hello", await handled.TakeAsync());
        Assert.Empty(handled.Rest);
        Assert.Contains("is not for an anonymous peer", Assert.Single(app.App.Log.Entries, static entry => entry.Id == 2006).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Client_over_web_socket_is_told_that_it_is_refused()
    {
        var handled = new BlockingQueue();
        await using var app = await StartWebSocketAsync(handled);
        var error = await Assert.ThrowsAsync<ZmqException>(() => app.ConnectAsync<IPushSocket>());
        Assert.Equal(ZmqError.Refused, error.Error);
        await using var runtime = new ZmqRuntime(new ZmqRuntimeOptions
        {
            ConfigureWebSocket = static (request, _) => request.Headers.Add("X-Key", "sesame"),
        });
        await using var push = runtime.CreateSocket<IPushSocket>();
        await push.ConnectAsync(app.Address, Token).Within();
        await push.SendAsync("x", Token);

        Assert.Equal("x", await handled.TakeAsync());
    }

    [Fact]
    public async Task Jszmq_which_says_nothing_of_itself_is_judged_by_its_request()
    {
        var handled = new BlockingQueue();
        await using var app = await StartWebSocketAsync(handled);
        await using var push = JsPeer.Start("push", app.Address);
        await push.SendAsync("x");
        await Deadline.UntilAsync(() => Task.FromResult(app.App.Log.Entries.Any(static entry => entry.Id == 2006)));

        Assert.Empty(app.Socket.GetPeers());
        Assert.Empty(handled.Rest);
    }

    [Fact]
    public async Task Named_shared_port_leads_to_a_socket_with_a_policy_and_the_unnamed_does_not()
    {
        await using var port = await SharedPort.ListenAsync(
            static listen => listen.UseZmtp("one"), static app => app.MapZmqRouter("one", static () => "yes").RequireAuthorization(PolicyApp.Policy),
            build: static builder =>
            {
                builder.Services.AddAuthorization(static options => options.AddPolicy(PolicyApp.Policy, static policy => policy.RequireUserName("alice")));
                builder.Services.Configure("one", PolicyApp.Server(ZmqMechanism.Plain));
            });
        await using var alice = await port.ConnectAsync<IDealerSocket>(PolicyApp.Client("alice"));
        Assert.Equal(["yes"], await alice.AskAsync("may I?"));
        await port.AssertServesHttpAsync();

        Assert.Equal(ZmqError.Refused, (await Assert.ThrowsAsync<ZmqException>(() => port.ConnectAsync<IDealerSocket>(PolicyApp.Client("bob")))).Error);
    }

    /// <summary>As a middleware does that knows client certificates.</summary>
    [Fact]
    public async Task User_that_the_connection_has_is_judged_over_null()
    {
        var user = PolicyUser.Named("alice");
        await using var port = await SharedPort.ListenAsync(
            listen =>
            {
                listen.Use(next => connection =>
                {
                    if (user is not null)
                        connection.Features.Set<IConnectionUserFeature>(new PolicyUser { User = user });
                    return next(connection);
                });
                listen.UseZmtp("one");
            },
            static app => app.MapZmqRouter("one", static (ZmqPeer peer) => peer.User.Identity!.Name).RequireAuthorization(PolicyApp.Policy),
            build: static builder => builder.Services.AddAuthorization(
                static options => options.AddPolicy(PolicyApp.Policy, static policy => policy.RequireUserName("alice"))));
        await using var alice = await port.ConnectAsync<IDealerSocket>();
        Assert.Equal(["alice"], await alice.AskAsync("who am I?"));

        user = null;
        Assert.Equal(ZmqError.Refused, (await Assert.ThrowsAsync<ZmqException>(() => port.ConnectAsync<IDealerSocket>())).Error);
    }

    [Fact]
    public async Task Unnamed_shared_port_does_not_lead_to_a_policy_over_null()
    {
        await using var port = await SharedPort.ListenAsync(
            static listen => listen.UseZmtp(),
            static app =>
            {
                app.MapZmqRouter("one", static () => "yes").RequireAuthorization(PolicyApp.Policy);
                app.MapZmqWebSocket("/zmq", "one");
            },
            build: static builder => builder.Services.AddAuthorization(
                static options => options.AddPolicy(PolicyApp.Policy, static policy => policy.RequireAssertion(static _ => true))));
        await using var dealer = ZmqSocket.Create<IDealerSocket>(static options => options.ReconnectInterval = Timeout.InfiniteTimeSpan);

        await Assert.ThrowsAsync<ZmqException>(() => dealer.ConnectAsync(port.Address, Token).AsTask().Within());
        Assert.Contains("asks for authorization, so ports", Assert.Single(port.App.Log.Entries, static entry => entry.Id == 4200).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ZmqMechanism.Plain)]
    [InlineData(ZmqMechanism.Curve)]
    public async Task Libzmq_is_let_in_or_told_that_it_is_refused_and_does_not_come_again(ZmqMechanism mechanism)
    {
        await using var app = await PolicyApp.StartAsync<IRouterSocket>(
            static app => app.MapZmqRouter("here", static (ZmqPeer peer) => peer.User.Identity!.Name).RequireAuthorization(PolicyApp.Policy), mechanism);
        await using var theirs = new LibZmqContext();
        var alice = Open(theirs, mechanism, "alice");
        await alice.ConnectAsync(app.Address);
        await alice.SendAsync("who am I?"u8.ToArray());
        Assert.Equal("alice", Encoding.UTF8.GetString(Assert.Single(await alice.ReceiveAsync())));

        var bob = Open(theirs, mechanism, "bob");
        var events = await bob.MonitorAsync();
        await bob.ConnectAsync(app.Address);
        await bob.SendAsync("let me in"u8.ToArray());
        var failed = LibZmqEventKind.HandshakeFailedAuth | LibZmqEventKind.HandshakeFailedProtocol;
        Assert.NotEqual(default, failed & await events.WaitForAsync(failed));
        Assert.Null(await events.TryWaitForAsync(LibZmqEventKind.Connected, TimeSpan.FromSeconds(1)));
        await app.LoggedOnceAsync(2006);
        Assert.Single(app.Here.GetPeers());
    }

    private static LibZmqSocket Open(LibZmqContext context, ZmqMechanism mechanism, string user) => context.Open(LibZmqSocketType.Req, handle =>
    {
        if (mechanism == ZmqMechanism.Plain)
        {
            handle.Set(LibZmqOption.PlainUsername, Encoding.UTF8.GetBytes(user));
            handle.Set(LibZmqOption.PlainPassword, "word"u8.ToArray());
            return;
        }
        handle.Set(LibZmqOption.CurveServerKey, Z85.Decode(PolicyApp.ServerKeys.PublicKey));
        handle.Set(LibZmqOption.CurvePublicKey, Z85.Decode(PolicyApp.Keys(user).PublicKey));
        handle.Set(LibZmqOption.CurveSecretKey, Z85.Decode(PolicyApp.Keys(user).SecretKey));
    });

    private static Task<WebSocketApp<IPullSocket>> StartWebSocketAsync(BlockingQueue handled) => WebSocketApp<IPullSocket>.StartAsync(
        map: app =>
        {
            app.UseAuthentication();
            app.MapZmqPull("here", (string text) => handled.Add(text)).RequireAuthorization(PolicyApp.Policy);
            app.MapZmqWebSocket(WebSocketApp<IPullSocket>.Path, "here");
        },
        build: static builder =>
        {
            builder.Services.AddAuthorization(static options => options.AddPolicy(PolicyApp.Policy, static policy => policy.RequireUserName("friend")));
            builder.Services.AddAuthentication("key").AddScheme<AuthenticationSchemeOptions, KeyAuthentication>("key", configureOptions: null);
        });

    private sealed class PolicyUser : IConnectionUserFeature
    {
        public ClaimsPrincipal? User { get; set; }

        internal static ClaimsPrincipal? Named(string name) =>
            new(new ClaimsIdentity([new Claim(ClaimTypes.Name, name)], "certificate"));
    }
}
