using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Monocoque.AspNetCore.Tests.Fakes;
using Monocoque.AspNetCore.Tests.Web;

namespace Monocoque.AspNetCore.Tests.Observability;

/// <summary>The context of a trace on its way from one process to another.</summary>
public sealed class PropagationTests : IDisposable
{
    private const string Loopback = "tcp://127.0.0.1:0";

    /// <summary>Whoever calls works in this. Listeners hear of all hosts of the process, and tell ours by it.</summary>
    private readonly Activity _caller = new Activity("caller").SetIdFormat(ActivityIdFormat.W3C).Start();
    private readonly ConcurrentQueue<Activity> _ended = new();
    private readonly ActivityListener _listener;

    public PropagationTests()
    {
        _caller.TraceStateString = "vendor=1";
        _listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == "Monocoque",
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                if (activity.TraceId == _caller.TraceId)
                    _ended.Enqueue(activity);
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _listener.Dispose();
        _caller.Dispose();
    }

    [Fact]
    public async Task Request_its_handling_and_its_reply_are_one_trace()
    {
        Activity.Current = _caller;
        await using var app = await WebApp.StartAsync(static app =>
            app.MapZmqRouter(Loopback, static (ZmqContext context) => $"{context.Message.Count} {context.Message.GetString(0)}").PropagateContext());
        await using var dealer = await Clients.ConnectAsync<IDealerSocket>(app.Socket<IRouterSocket>());

        // A body that is empty is no delimiter, although there is a frame behind it on the way.
        await dealer.SendTracedAsync(ZmqMessage.Text(""), cancellationToken: Token).Within();
        Assert.Equal("1 ", (await dealer.ReceiveTextAsync())[0]);
        _ = await EndedAsync(ActivityKind.Consumer);
        _ended.Clear();

        using var reply = await dealer.RequestTracedAsync(ZmqMessage.Text("order"), Deadline.Time, cancellationToken: Token).Within();
        var (request, process) = (await EndedAsync(ActivityKind.Client), await EndedAsync(ActivityKind.Consumer));

        Assert.Equal((1, "1 order"), (reply.Count, reply.GetString(0)));
        Assert.Equal((_caller.SpanId, $"{dealer.Name} request"), (request.ParentSpanId, request.DisplayName));
        Assert.Equal((request.SpanId, true, "vendor=1"), (process.ParentSpanId, process.HasRemoteParent, process.TraceStateString));
        Assert.Empty(request.Links);
    }

    [Fact]
    public async Task Message_that_is_sent_one_way_takes_its_context_along()
    {
        Activity.Current = _caller;
        await using var app = await WebApp.StartAsync(static app => app.MapZmqPull(Loopback, static (string _) => { }).PropagateContext());
        await using var push = await Clients.ConnectAsync<IPushSocket>(app.Socket<IPullSocket>());
        var message = ZmqMessage.Text("job");
        await push.SendTracedAsync(message, cancellationToken: Token).Within();
        var (send, process) = (await EndedAsync(ActivityKind.Producer), await EndedAsync(ActivityKind.Consumer));

        Assert.Throws<ObjectDisposedException>(() => message.Count);
        Assert.Equal((_caller.SpanId, send.SpanId), (send.ParentSpanId, process.ParentSpanId));
    }

    [Fact]
    public async Task Without_propagation_the_context_is_a_frame_like_any_other_and_without_a_context_nothing_is_taken_off()
    {
        Activity.Current = _caller;
        await using var app = await WebApp.StartAsync(static app =>
        {
            app.MapZmqRouter(Loopback, static (ZmqContext context) => $"{context.Message.Count}");
            app.MapZmqRep(Loopback, static (ZmqContext context) => $"{context.Message.Count}").PropagateContext();
        });
        await using var dealer = await Clients.ConnectAsync<IDealerSocket>(app.Socket<IRouterSocket>());
        await dealer.SendTracedAsync(ZmqMessage.Text("x"), cancellationToken: Token).Within();
        Assert.Equal(["2"], await dealer.ReceiveTextAsync());

        await using var req = await Clients.ConnectAsync<IReqSocket>(app.Socket<IRepSocket>());
        string[] others =
        [
            "x", "traceparent: ", "traceparent: 00-nonsense", "traceparent: " + new string('0', 2000), $"traceparent: {_caller.Id}\ntracestate: a=b\r\nX-Key: y",
        ];
        foreach (var last in others)
        {
            await req.SendAsync(ZmqMessage.Text("x", last), Token).Within();
            Assert.Equal(["2"], await req.ReceiveTextAsync());
        }
        await req.SendAsync(ZmqMessage.Text("x", _caller.Id!.Insert(0, "traceparent: ")), Token).Within();
        Assert.Equal("1", (await req.ReceiveTextAsync())[0]);
    }

    [Fact]
    public async Task State_is_passed_on_if_a_header_may_carry_it_and_otherwise_the_context_goes_without()
    {
        Activity.Current = _caller;
        await using var app = await WebApp.StartAsync(static app =>
            app.MapZmqRep(Loopback, static (ZmqContext context) => $"{context.Message.Count} {Activity.Current!.TraceStateString}").PropagateContext());
        await using var req = await Clients.ConnectAsync<IReqSocket>(app.Socket<IRepSocket>());
        var longest = "a=" + new string('x', 510);
        foreach (var (state, passed) in new[] { (longest, longest), (longest + "x", ""), ("a=é", ""), ("a=b\tc", ""), ("a=b\nc", "") })
        {
            _caller.TraceStateString = state;
            using var reply = await req.RequestTracedAsync(ZmqMessage.Text("x"), Deadline.Time, cancellationToken: Token).Within();
            Assert.Equal((1, $"1 {passed}"), (reply.Count, reply.GetString(0)));
        }
    }

    [Fact]
    public async Task Propagator_that_throws_fails_the_message_and_not_the_handler()
    {
        Activity.Current = _caller;
        await using var app = await WebApp.StartAsync(static app => app.MapZmqRep(Loopback, static (string text) => text).PropagateContext(new Touchy()));
        await using var req = await Clients.ConnectAsync<IReqSocket>(app.Socket<IRepSocket>());
        await req.SendAsync("bad", Token).Within();
        Assert.Equal([""], await req.ReceiveTextAsync());
        await req.SendAsync("good", Token).Within();
        Assert.Equal(["good"], await req.ReceiveTextAsync());

        Assert.Contains(app.Log.Entries, static entry => entry.Id == 4000);
    }

    [Fact]
    public async Task Reply_of_another_trace_is_linked_and_no_parent()
    {
        Activity.Current = _caller;
        var other = ActivityTraceId.CreateRandom();
        await using var runtime = new ZmqRuntime();
        await using var router = runtime.CreateSocket<IRouterSocket>();
        var address = await router.BindAsync(Loopback, Token).Within();
        await using var dealer = runtime.CreateSocket<IDealerSocket>();
        await dealer.ConnectAsync(address.ToString(), Token).Within();
        var asking = dealer.RequestTracedAsync(ZmqMessage.Text("x"), Deadline.Time, cancellationToken: Token).AsTask();
        using (var request = await router.ReceiveAsync(Token).Within())
        {
            Assert.True(ZmqTraceContext.Instance.TryExtract(request, out var context));
            Assert.Equal((_caller.TraceId, "x"), (context.TraceId, request.GetString(request.Count - 1)));
            var reply = ZmqMessage.Create([.. Enumerable.Range(0, request.Count - 1).Select(i => request[i]), "y"u8.ToArray(),
                System.Text.Encoding.ASCII.GetBytes($"traceparent: 00-{other}-{ActivitySpanId.CreateRandom()}-01")]);
            await router.SendAsync(reply, Token).Within();
        }
        using var answer = await asking.Within();
        var span = await EndedAsync(ActivityKind.Client);

        Assert.Equal((1, "y"), (answer.Count, answer.GetString(0)));
        Assert.Equal((other, _caller.SpanId), (Assert.Single(span.Links).Context.TraceId, span.ParentSpanId));
    }

    [Fact]
    public async Task Message_that_could_not_be_sent_is_still_the_callers_and_its_span_has_failed()
    {
        Activity.Current = _caller;
        await using var runtime = new ZmqRuntime();
        await using var push = runtime.CreateSocket<IPushSocket>(static options => options.SendTimeout = TimeSpan.Zero);
        using var message = ZmqMessage.Text("job");

        await Assert.ThrowsAsync<TimeoutException>(() => push.SendTracedAsync(message, cancellationToken: Token).AsTask());

        Assert.Equal("job", message.GetString(0));
        var span = await EndedAsync(ActivityKind.Producer);
        Assert.Equal((ActivityStatusCode.Error, "System.TimeoutException"), (span.Status, span.GetTagItem("error.type")));
    }

    private sealed class Touchy : IZmqContextPropagator
    {
        public void Inject(Activity activity, ZmqMessageWriter writer) => throw new NotSupportedException();

        public bool TryExtract(ZmqMessage message, out ActivityContext context)
        {
            context = default;
            return message.GetString(message.Count - 1) == "bad" ? throw new FormatException() : false;
        }
    }

    private async Task<Activity> EndedAsync(ActivityKind kind)
    {
        Activity? ended = null;
        await Deadline.UntilAsync(() => Task.FromResult((ended = _ended.FirstOrDefault(activity => activity.Kind == kind)) is not null));
        return ended!;
    }
}
