using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Monocoque.AspNetCore.Tests.Fakes;
using Monocoque.Sockets.Tests.Support;

namespace Monocoque.AspNetCore.Tests.Authorization;

/// <summary>Policies that throw, hang or change, and what the log, the meter and the monitors tell of them.</summary>
public sealed class PolicyFaultTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Policy_that_throws_refuses_and_harms_nobody_else()
    {
        await using var app = await StartAsync(static context =>
            context.User.Identity!.Name == "bob" ? throw new InvalidOperationException("the database is away") : Task.FromResult(true));
        await using var before = await app.ConnectAsync<IDealerSocket>("alice");
        await app.AssertRefusedAsync<IDealerSocket>("bob");
        await using var after = await app.ConnectAsync<IDealerSocket>("alice");

        Assert.Equal(["yes"], await before.AskAsync("may I?"));
        Assert.Equal(["yes"], await after.AskAsync("may I?"));
        Assert.Contains(app.Log.Entries, static entry => entry is { Id: 2007, Level: LogLevel.Error });
        Assert.Contains("with 500: the policy failed: InvalidOperationException", await app.LoggedOnceAsync(2006), StringComparison.Ordinal);
        Assert.Equal((0, 1, 0), ReadMeter(app));
    }

    [Fact]
    public async Task Policy_that_is_slow_or_blocks_holds_up_nobody_else()
    {
        var entered = new TaskCompletionSource();
        var release = new TaskCompletionSource<bool>();
        using var unblock = new ManualResetEventSlim();
        await using var app = await StartAsync(context =>
        {
            if (context.User.Identity!.Name != "bob")
                return Task.FromResult(true);
            if (entered.TrySetResult())
                return release.Task;
            unblock.Wait(Token);
            return Task.FromResult(true);
        });
        var slow = app.ConnectAsync<IDealerSocket>("bob");
        await entered.Task.Within();
        var blocked = app.ConnectAsync<IDealerSocket>("bob");
        await using var alice = await app.ConnectAsync<IDealerSocket>("alice");
        Assert.Equal(["yes"], await alice.AskAsync("may I?"));
        Assert.False(slow.IsCompleted);
        Assert.False(blocked.IsCompleted);

        release.SetResult(true);
        unblock.Set();
        await (await slow).DisposeAsync();
        await (await blocked).DisposeAsync();
    }

    [Fact]
    public async Task Policy_that_never_answers_is_ended_by_the_handshake_timeout()
    {
        var clock = new TestClock();
        var asked = new TaskCompletionSource<CancellationToken>();
        await using var app = await StartAsync(
            context =>
            {
                asked.TrySetResult(((ZmqAuthorizationContext)context.Resource!).Aborted);
                return new TaskCompletionSource<bool>().Task;
            },
            builder => builder.Services.Configure<ZmqRuntimeOptions>(options => options.TimeProvider = clock));
        var events = NextAsync(app, ZmqEventKind.AuthorizationFailed);
        await using var bob = ZmqSocket.Create<IDealerSocket>(PolicyApp.Client("bob"));
        bob.Connect(app.Address);
        var aborted = await asked.Task.Within();
        clock.Advance(TimeSpan.FromSeconds(31));

        var ended = await events.Within();
        Assert.Null(ended.StatusCode);
        await Deadline.UntilAsync(() => Task.FromResult(aborted.IsCancellationRequested));
        await Deadline.UntilAsync(() => Task.FromResult(app.Logged(2008).Count > 0));
        Assert.True(ReadMeter(app).Unanswered > 0);
    }

    [Fact]
    public async Task Refusal_is_an_event_with_its_status_and_counted_by_its_reason()
    {
        await using var app = await StartAsync(static context => Task.FromResult(context.User.Identity!.Name == "alice"));
        var events = NextAsync(app, ZmqEventKind.AuthorizationFailed);
        await app.AssertRefusedAsync<IDealerSocket>("bob");
        var refused = await events.Within();

        Assert.Equal((400, "here"), (refused.StatusCode, refused.Socket));
        Assert.Null(refused.Peer);
        Assert.NotNull(refused.RemoteEndPoint);
        Assert.Contains("is not for 'bob'", refused.Error!.Message, StringComparison.Ordinal);
        Assert.Equal((1, 0, 0), ReadMeter(app));
        Assert.Empty(app.Logged(2003));
    }

    [Fact]
    public async Task Who_fails_to_authenticate_is_no_matter_of_the_policy()
    {
        await using var app = await StartAsync(static _ => Task.FromResult(true));
        var events = NextAsync(app, ZmqEventKind.AuthenticationFailed);
        await app.AssertRefusedAsync<IDealerSocket>("nobody");

        Assert.Equal(400, (await events.Within()).StatusCode);
        Assert.Equal((0, 0, 0), ReadMeter(app));
        Assert.Single(app.Logged(2003));
    }

    [Fact]
    public async Task Users_that_change_meet_the_same_policy()
    {
        await using var app = await StartAsync(static context => Task.FromResult(context.User.Identity!.Name != "bob"));
        app.Here.ChangeOptions(static options => options.Security.Users["carol"] = "word");
        await using var carol = await app.ConnectAsync<IDealerSocket>("carol");
        Assert.Equal(["yes"], await carol.AskAsync("may I?"));
        await app.AssertRefusedAsync<IDealerSocket>("bob");

        var mistake = Assert.Throws<Microsoft.Extensions.Options.OptionsValidationException>(() => app.Here.ChangeOptions(static options =>
        {
            options.Security = new ZmqSocketOptions().Security;
            PolicyApp.Client("alice")(options);
        }));
        Assert.Contains("its endpoint asks for authorization, but the socket is a PLAIN client", mistake.Message, StringComparison.Ordinal);
        await app.AssertRefusedAsync<IDealerSocket>("bob");
        Assert.Equal(["yes"], await carol.AskAsync("still?"));
    }

    [Fact]
    public async Task Security_that_is_taken_away_takes_the_users_away_and_not_the_policy()
    {
        await using var app = await StartAsync(static context => Task.FromResult(context.User.Identity!.Name == "alice"));
        app.Here.ChangeOptions(static options =>
        {
            options.Security = new ZmqSocketOptions().Security;
        });

        await Assert.ThrowsAsync<ZmqException>(() => ZmqSocket.ConnectAsync<IDealerSocket>(app.Address, cancellationToken: Token).Within());
        Assert.Contains("is not for an anonymous peer", await app.LoggedOnceAsync(2006), StringComparison.Ordinal);
    }

    private static Task<PolicyApp> StartAsync(
        Func<AuthorizationHandlerContext, Task<bool>> assertion, Action<WebApplicationBuilder>? build = null) =>
        PolicyApp.StartAsync<IRouterSocket>(
            static app => app.MapZmqRouter("here", static () => "yes").RequireAuthorization("asserted"),
            policies: options => options.AddPolicy("asserted", policy => policy.RequireAssertion(assertion)), build: build);

    private static async Task<ZmqEvent> NextAsync(PolicyApp app, ZmqEventKind kind)
    {
        await foreach (var e in app.Here.MonitorAsync(Token))
        {
            if (e.Kind == kind)
                return e;
        }
        throw new InvalidOperationException($"The socket was closed without {kind}.");
    }

    /// <summary>What the instrument says of the socket, as somebody who collects sees it.</summary>
    private static (long Denied, long Error, long Unanswered) ReadMeter(PolicyApp app)
    {
        var factory = app.App.Services.GetRequiredService<IMeterFactory>();
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        using var listener = new MeterListener();
        listener.InstrumentPublished = (published, self) =>
        {
            if (published.Meter.Scope == factory && published.Name == "zmq.authorizations.failed")
                self.EnableMeasurementEvents(published);
        };
        listener.SetMeasurementEventCallback<long>((_, measurement, tags, _) =>
            counts[(string)tags.ToArray().Single(static tag => tag.Key == "error.type").Value!] = measurement);
        listener.Start();
        listener.RecordObservableInstruments();
        return (counts["denied"], counts["error"], counts["unanswered"]);
    }
}
