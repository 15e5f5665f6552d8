using System.Collections.Concurrent;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Monocoque.AspNetCore.Tests.Fakes;

namespace Monocoque.AspNetCore.Tests.Authorization;

/// <summary>Policies on mapped endpoints: who comes in, and what becomes of who does not.</summary>
public sealed class PolicyTests
{
    public static TheoryData<ZmqMechanism> Mechanisms => PolicyApp.Mechanisms;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Mechanisms))]
    public async Task Only_messages_of_those_who_may_reach_the_handler(ZmqMechanism mechanism)
    {
        var handled = new BlockingQueue();
        await using var app = await PolicyApp.StartAsync<IPullSocket>(
            app => app.MapZmqPull("here", (string text, ZmqPeer peer) => handled.Add($"{peer.User.Identity!.Name}: {text}"))
                .RequireAuthorization(PolicyApp.Policy),
            mechanism);
        await using var bob = ZmqSocket.Create<IPushSocket>(PolicyApp.Client("bob", mechanism));
        bob.Connect(app.Socket<IPullSocket>().Address());
        await bob.SendAsync("let me in", Token);
        await app.AssertRefusedAsync<IPushSocket>("bob", mechanism);
        await using var alice = await app.ConnectAsync<IPushSocket>("alice", mechanism);
        await alice.SendAsync("hello", Token);

        Assert.Equal("alice: hello", await handled.TakeAsync());
        await Deadline.UntilAsync(() => Task.FromResult(app.Logged(2006).Count == 2));
        Assert.Empty(handled.Rest);
        Assert.Single(app.Socket<IPullSocket>().GetPeers());
        Assert.All(app.Logged(2006), static text => Assert.Contains(
            "to socket 'here' is refused with 400: ZMQ PULL 'here' is not for 'bob': NameAuthorizationRequirement", text, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Mechanisms))]
    public async Task Subscriber_that_may_not_subscribes_to_nothing(ZmqMechanism mechanism)
    {
        var subscriptions = new BlockingQueue();
        await using var app = await PolicyApp.StartAsync<IXPubSocket>(
            app => app.MapZmqXPub("here", (string text) => subscriptions.Add(text)).RequireAuthorization(PolicyApp.Policy), mechanism);
        await using var bob = ZmqSocket.Create<ISubSocket>(options =>
        {
            PolicyApp.Client("bob", mechanism)(options);
            options.Subscribe.Add("bob");
        });
        bob.Connect(app.Socket<IXPubSocket>().Address());
        await Deadline.UntilAsync(() => Task.FromResult(app.Logged(2006).Count == 1));
        await using var alice = await app.ConnectAsync<ISubSocket>("alice", mechanism, static options => options.Subscribe.Add(""));

        Assert.Equal("\u0001", await subscriptions.TakeAsync());
        await app.Socket<IXPubSocket>().SendAsync("bob's", Token);
        Assert.Equal(["bob's"], await alice.ReceiveTextAsync());
        Assert.False(bob.TryReceive(out _));
        Assert.Empty(subscriptions.Rest);
    }

    [Fact]
    public async Task Group_convention_attribute_and_own_policy_are_all_asked()
    {
        await using var app = await PolicyApp.StartAsync<IRouterSocket>(
            static app => app.MapGroup("").RequireAuthorization("named")
                .MapZmqRouter("here", [Authorize("long")] () => "yes").RequireAuthorization(PolicyApp.Policy),
            policies: static options =>
            {
                options.AddPolicy("named", static policy => policy.RequireAuthenticatedUser());
                options.AddPolicy("long", static policy => policy.RequireAssertion(static context => context.User.Identity!.Name!.Length > 3));
            });
        await app.AssertRefusedAsync<IReqSocket>("bob");
        await using var alice = await app.ConnectAsync<IDealerSocket>("alice");

        Assert.Equal(["yes"], await alice.AskAsync("may I?"));
        var refusal = await app.LoggedOnceAsync(2006);
        Assert.Contains("NameAuthorizationRequirement", refusal, StringComparison.Ordinal);
        Assert.Contains("Handler assertion should evaluate to true.", refusal, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Default_and_fallback_policy_are_those_of_the_application(bool isAsked)
    {
        await using var app = await PolicyApp.StartAsync<IRouterSocket>(
            app =>
            {
                var endpoint = app.MapZmqRouter("here", static () => "yes");
                if (isAsked)
                    endpoint.RequireAuthorization();
            },
            policies: options =>
            {
                var alice = new AuthorizationPolicyBuilder().RequireUserName("alice").Build();
                if (isAsked)
                    options.DefaultPolicy = alice;
                else
                    options.FallbackPolicy = alice;
            });
        await app.AssertRefusedAsync<IReqSocket>("bob");
        await using var alice = await app.ConnectAsync<IDealerSocket>("alice");

        Assert.Equal(["yes"], await alice.AskAsync("may I?"));
    }

    [Fact]
    public async Task AllowAnonymous_leaves_the_authenticator_to_judge_alone()
    {
        await using var app = await PolicyApp.StartAsync<IRouterSocket>(
            static app => app.MapGroup("").RequireAuthorization(PolicyApp.Policy).MapZmqRouter("here", static () => "yes").AllowAnonymous());
        await using var bob = await app.ConnectAsync<IDealerSocket>("bob");

        Assert.Equal(["yes"], await bob.AskAsync("may I?"));
        await app.AssertRefusedAsync<IReqSocket>("nobody");
        Assert.Empty(app.Logged(2006));
    }

    [Theory]
    [MemberData(nameof(Mechanisms))]
    public async Task Requirement_is_asked_once_per_connection_with_the_peer_and_its_endpoint(ZmqMechanism mechanism)
    {
        var asked = new ConcurrentQueue<ZmqAuthorizationContext>();
        await using var app = await PolicyApp.StartAsync<IRouterSocket>(
            static app => app.MapZmqRouter("here", static () => "yes").RequireAuthorization("scoped").WithMetadata("a tag"), mechanism,
            static options => options.AddPolicy("scoped", static policy => policy.AddRequirements(new Known())),
            builder => builder.Services.AddSingleton(asked).AddScoped<Notes>().AddScoped<IAuthorizationHandler, KnownHandler>());
        await using var alice = await app.ConnectAsync<IDealerSocket>("alice", mechanism, static options => options.RoutingId = "a-1");
        for (var i = 0; i < 3; i++)
            Assert.Equal(["yes"], await alice.AskAsync("may I?"));
        await app.AssertRefusedAsync<IDealerSocket>("bob", mechanism);

        Assert.Equal(["alice", "bob"], asked.Select(static context => context.Peer.User.Identity!.Name));
        Assert.All(asked, context => Assert.Equal(mechanism.ToString().ToUpperInvariant(), context.Peer.Mechanism));
        Assert.All(asked, static context => Assert.Equal("here", context.Endpoint.SocketName));
        Assert.All(asked, static context => Assert.Equal("a tag", context.Endpoint.Metadata.GetMetadata<string>()));
        Assert.All(asked, static context => Assert.NotNull(context.Peer.RemoteEndPoint));
        Assert.Equal(mechanism == ZmqMechanism.Plain ? "" : "a-1", System.Text.Encoding.UTF8.GetString(asked.First().Peer.Identity.Span));
        Assert.Contains(app.Logged(2006), static text => text.Contains("is not for 'bob': bob is not known here", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Peers_of_the_process_are_nobody_and_asked_too()
    {
        await using var app = await PolicyApp.StartAsync<IPullSocket>(
            static app => app.MapZmqPull("here", static _ => default).RequireAuthorization(PolicyApp.Policy).BindTo("inproc://here"));
        var runtime = app.App.Services.GetRequiredService<ZmqRuntime>();
        await using var push = runtime.CreateSocket<IPushSocket>();
        var error = await Assert.ThrowsAsync<ZmqException>(() => push.ConnectAsync("inproc://here", Token).AsTask().Within());

        Assert.Equal(ZmqError.Refused, error.Error);
        Assert.Contains("is not for an anonymous peer", await app.LoggedOnceAsync(2006), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Peers_that_we_connect_to_are_asked_about_before_they_get_anything()
    {
        await using var bob = ZmqSocket.Create<IPullSocket>(PolicyApp.Client("bob"));
        await using var alice = ZmqSocket.Create<IPullSocket>(PolicyApp.Client("alice"));
        var (toBob, toAlice) = (await bob.BindAsync("tcp://127.0.0.1:0", Token), await alice.BindAsync("tcp://127.0.0.1:0", Token));
        await using var app = await PolicyApp.StartAsync<IPushSocket>(
            app => app.MapZmqPush("here").RequireAuthorization(PolicyApp.Policy).ConnectTo($"{toBob}").ConnectTo($"{toAlice}"),
            configure: static options => options.Immediate = true);
        await Deadline.UntilAsync(() => Task.FromResult(app.Logged(2006).Count > 0));
        for (var i = 0; i < 4; i++)
            await app.Socket<IPushSocket>().SendAsync($"{i}", Token).Within();
        for (var i = 0; i < 4; i++)
            Assert.Equal([$"{i}"], await alice.ReceiveTextAsync());

        Assert.False(bob.TryReceive(out _));
    }

    private sealed class Known : IAuthorizationRequirement;

    private sealed class Notes
    {
        internal string? Last { get; set; }
    }

    private sealed class KnownHandler(ConcurrentQueue<ZmqAuthorizationContext> asked, Notes notes)
        : AuthorizationHandler<Known, ZmqAuthorizationContext>
    {
        protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, Known requirement, ZmqAuthorizationContext resource)
        {
            Assert.Null(notes.Last);
            notes.Last = context.User.Identity!.Name!;
            asked.Enqueue(resource);
            if (notes.Last == "alice")
                context.Succeed(requirement);
            else
                context.Fail(new AuthorizationFailureReason(this, $"{notes.Last} is not known here"));
            return Task.CompletedTask;
        }
    }
}
