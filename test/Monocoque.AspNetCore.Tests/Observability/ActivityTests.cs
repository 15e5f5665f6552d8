using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Monocoque.AspNetCore.Tests.Fakes;
using Monocoque.AspNetCore.Tests.Web;

namespace Monocoque.AspNetCore.Tests.Observability;

/// <summary>The spans of the source <c>Monocoque</c>, as a listener outside sees them.</summary>
public sealed class ActivityTests : IDisposable
{
    /// <summary>Listeners hear of all hosts of the process.</summary>
    private readonly string _name = $"orders-{Guid.NewGuid():N}";
    private readonly ConcurrentQueue<Activity> _ended = new();
    private readonly ActivityListener _listener;

    public ActivityTests()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == "Monocoque",
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                if (Equals(activity.GetTagItem("messaging.destination.name"), _name))
                    _ended.Enqueue(activity);
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public void Dispose() => _listener.Dispose();

    [Fact]
    public async Task Handled_message_has_a_consumer_span_that_its_handler_works_in()
    {
        Activity? seen = null;
        await using var app = await StartAsync(app => app.MapZmqRouter(_name, (string text) =>
        {
            seen = Activity.Current;
            return text;
        }));
        await using var dealer = await Clients.ConnectAsync<IDealerSocket>(app.Socket<IRouterSocket>());
        await dealer.AskAsync("four");
        var span = await EndedAsync();

        Assert.Same(seen, span);
        Assert.Equal(($"{_name} process", ActivityKind.Consumer, ActivityStatusCode.Unset), (span.DisplayName, span.Kind, span.Status));
        Assert.Null(span.ParentId);
        Assert.Equal("zeromq", span.GetTagItem("messaging.system"));
        Assert.Equal("process", span.GetTagItem("messaging.operation.name"));
        Assert.Equal("ROUTER", span.GetTagItem("zmq.socket.type"));
        Assert.Equal("127.0.0.1", span.GetTagItem("network.peer.address"));
    }

    [Fact]
    public async Task Failed_handler_fails_its_span_and_the_next_message_begins_anew()
    {
        await using var app = await StartAsync(app => app.MapZmqRouter(_name, static (string text) => int.Parse(text, null)));
        await using var dealer = await Clients.ConnectAsync<IDealerSocket>(app.Socket<IRouterSocket>());
        await dealer.SendAsync("no number", TestContext.Current.CancellationToken).Within();
        await dealer.AskAsync("1");
        var (failed, next) = (await EndedAsync(), await EndedAsync());

        Assert.Equal((ActivityStatusCode.Error, "System.FormatException"), (failed.Status, failed.GetTagItem("error.type")));
        Assert.Equal("exception", Assert.Single(failed.Events).Name);
        Assert.Equal(ActivityStatusCode.Unset, next.Status);
        Assert.NotEqual(failed.TraceId, next.TraceId);
    }

    [Fact]
    public async Task Span_in_which_the_host_was_started_is_no_parent_of_messages()
    {
        using var start = new Activity("start").Start();
        await using var app = await StartAsync(app => app.MapZmqRouter(_name, static (string text) => text));
        await using var dealer = await Clients.ConnectAsync<IDealerSocket>(app.Socket<IRouterSocket>());
        await dealer.AskAsync("x");

        Assert.NotEqual(start.TraceId, (await EndedAsync()).TraceId);
    }

    private Task<WebApp> StartAsync(Action<WebApplication> map) => WebApp.StartAsync(
        map, builder => builder.Services.AddZmq().AddSocket<IRouterSocket>(_name, static options => options.Bind.Add("tcp://127.0.0.1:0")));

    /// <summary>The next span. The reply leaves before it ends.</summary>
    private async Task<Activity> EndedAsync()
    {
        Activity? ended = null;
        await Deadline.UntilAsync(() => Task.FromResult(_ended.TryDequeue(out ended)));
        return ended!;
    }
}
