using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;
using Monocoque.AspNetCore.Tests.Fakes;

namespace Monocoque.AspNetCore.Tests.Web;

/// <summary>A handler learns that the peer that asked has gone.</summary>
public sealed class PeerGoneTests
{
    private const string Loopback = "tcp://127.0.0.1:0";

    private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _aborted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _release = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task Router_handler_is_aborted_when_the_peer_that_asked_goes()
    {
        await using var app = await WebApp.StartAsync(
            app => app.MapZmqRouter(Loopback, HangAsync), builder => builder.Logging.SetMinimumLevel(LogLevel.Debug));
        await LeaveAsync<IDealerSocket>(app.Socket<IRouterSocket>());

        await _aborted.Task.Within();
        await Deadline.UntilAsync(() => Task.FromResult(app.Log.Entries.Any(entry => entry.Id == 4009)));
        Assert.DoesNotContain(app.Log.Entries, entry => entry.Id == 4000);
    }

    [Fact]
    public async Task Rep_handler_is_aborted_and_serves_the_next_that_asks()
    {
        var calls = 0;
        await using var app = await WebApp.StartAsync(app => app.MapZmqRep(
            Loopback, async (ZmqContext context) =>
            {
                if (Interlocked.Increment(ref calls) == 1)
                    await HangAsync(context);
                return "served";
            }));
        await LeaveAsync<IReqSocket>(app.Socket<IRepSocket>());
        await _aborted.Task.Within();

        await using var next = await Clients.ConnectAsync<IReqSocket>(app.Socket<IRepSocket>());
        await next.SendAsync("x", TestContext.Current.CancellationToken).AsTask().Within();
        Assert.Equal(["served"], await next.ReceiveTextAsync());
    }

    [Fact]
    public async Task Another_peers_end_aborts_nobody()
    {
        var token = CancellationToken.None;
        await using var app = await WebApp.StartAsync(app => app.MapZmqRouter(Loopback, async (ZmqContext context) =>
        {
            token = context.Aborted;
            _entered.TrySetResult();
            await _release.Task;
            return context.Aborted.IsCancellationRequested ? "aborted" : "finished";
        }));
        await using var asks = await Clients.ConnectAsync<IDealerSocket>(app.Socket<IRouterSocket>());
        var leaves = await Clients.ConnectAsync<IDealerSocket>(app.Socket<IRouterSocket>());
        await asks.SendAsync("x", TestContext.Current.CancellationToken).AsTask().Within();
        await _entered.Task.Within();
        await leaves.DisposeAsync();
        await app.Socket<IRouterSocket>().WaitForPeerAsync(1, TestContext.Current.CancellationToken).Within();
        Assert.False(token.IsCancellationRequested);
        _release.SetResult();

        Assert.Equal(["finished"], await asks.ReceiveTextAsync());
    }

    [Fact]
    public async Task A_message_that_asks_for_no_answer_is_handled_although_its_sender_left()
    {
        var handled = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var app = await WebApp.StartAsync(app => app.MapZmqDealer(Loopback, async context =>
        {
            _entered.TrySetResult();
            await _release.Task;
            handled.TrySetResult(context.Aborted.IsCancellationRequested);
        }));
        await LeaveAsync<IDealerSocket>(app.Socket<IDealerSocket>());
        _release.SetResult();

        Assert.False(await handled.Task.Within());
    }

    [Fact]
    public async Task One_token_serves_all_messages_of_a_peer()
    {
        var tokens = new List<CancellationToken>();
        await using var app = await WebApp.StartAsync(app => app.MapZmqRouter(Loopback, (ZmqContext context) =>
        {
            tokens.Add(context.Aborted);
            return "ok";
        }));
        await using var dealer = await Clients.ConnectAsync<IDealerSocket>(app.Socket<IRouterSocket>());
        for (var i = 0; i < 3; i++)
            await dealer.AskAsync("x");

        Assert.Single(tokens.Distinct());
        Assert.All(tokens, static token => Assert.False(token.IsCancellationRequested));
    }

    private async ValueTask HangAsync(ZmqContext context)
    {
        _entered.TrySetResult();
        try
        {
            await Task.Delay(Timeout.Infinite, context.Aborted);
        }
        finally
        {
            _aborted.TrySetResult();
        }
    }

    /// <summary>Asks, waits until the handler runs, and goes.</summary>
    private async Task LeaveAsync<TSocket>(IZmqSocket to)
        where TSocket : class, IZmqSender
    {
        await using var client = await Clients.ConnectAsync<TSocket>(to);
        await client.SendAsync("x", TestContext.Current.CancellationToken).AsTask().Within();
        await _entered.Task.Within();
    }
}
