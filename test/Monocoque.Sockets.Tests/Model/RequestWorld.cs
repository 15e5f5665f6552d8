namespace Monocoque.Sockets.Tests.Model;

/// <summary>
/// REQ spokes with requests in flight and a REP hub: each request is answered with its own reply, and fails only where its connection, or a socket at one of
/// its ends, has gone meanwhile. None is handed out twice, none is forgotten.
/// </summary>
internal sealed class RequestWorld : IAsyncDisposable
{
    private const int Spokes = 3;

    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource _deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    private readonly Star _star;
    private readonly List<Request> _requests = [];
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

    internal RequestWorld(string transport)
    {
        _deadline.CancelAfter(s_deadline);
        _star = new Star(
            static (runtime, configure) => runtime.CreateSocket<IRepSocket>(configure), static (runtime, configure) => runtime.CreateSocket<IReqSocket>(configure),
            Spokes, namesSpokes: false, transport, static _ => { }, _deadline.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _star.DisposeAsync();
        _deadline.Dispose();
    }

    internal async Task RunAsync(Step[] steps)
    {
        await _star.OpenAsync();
        foreach (var step in steps)
            await DoAsync(step);
        await FinishAsync();
    }

    private Task DoAsync(Step step) => step.Deed switch
    {
        Deed.SendToHub => Ask(step),
        Deed.ReceiveAtHub => AnswerAsync(step.Amount),
        Deed.KillByHub or Deed.KillBySpoke when _star.IsConnected(step.Spoke) =>
            BreakAsync(step.Spoke, () => _star.KillAsync(step.Spoke, byHub: step.Deed == Deed.KillByHub)),
        Deed.Connect when !_star.Connects(step.Spoke) => _star.ConnectAsync(step.Spoke),
        Deed.Disconnect when _star.IsConnected(step.Spoke) => BreakAsync(step.Spoke, () => _star.DisconnectAsync(step.Spoke)),
        Deed.Bind when !_star.IsBound => _star.BindAsync(),
        Deed.Unbind when _star.IsBound => BreakAllAsync(_star.UnbindAsync),
        Deed.RestartSpoke => BreakAsync(step.Spoke, () => _star.RestartSpokeAsync(step.Spoke, lingers: false)),
        Deed.RestartHub => BreakAllAsync(() => _star.RestartHubAsync(lingers: false)),
        _ => Task.CompletedTask,
    };

    private Task Ask(Step step)
    {
        var socket = (IReqSocket)_star.Spokes[step.Spoke];
        for (var i = 0; i < step.Amount; i++)
        {
            var text = $"{_requests.Count}";
            var reply = socket.RequestAsync(ZmqMessage.Text(text), Timeout.InfiniteTimeSpan, _star.Token).AsTask();
            _requests.Add(new Request(step.Spoke, text, reply));
        }
        return Task.CompletedTask;
    }

    private async Task AnswerAsync(int count)
    {
        var rep = (IRepSocket)_star.Hub;
        for (var i = 0; i < count && rep.TryReceive(out var request); i++)
        {
            var text = request.GetString(0);
            request.Dispose();
            if (!_seen.Add(text))
                throw new ModelException($"Request {text} came a second time.");
            await rep.SendAsync(ZmqMessage.Text($"re {text}"), _star.Token);
        }
    }

    private Task BreakAllAsync(Func<Task> action)
    {
        foreach (var request in _requests)
            request.MayFail |= !request.IsDone;
        return action();
    }

    private Task BreakAsync(int spoke, Func<Task> action)
    {
        foreach (var request in _requests.Where(request => request.Spoke == spoke))
            request.MayFail |= !request.IsDone;
        return action();
    }

    private async Task FinishAsync()
    {
        if (!_star.IsBound)
            await _star.BindAsync();
        for (var i = 0; i < Spokes; i++)
        {
            if (!_star.Connects(i))
                await _star.ConnectAsync(i);
        }
        while (_requests.Exists(static request => !request.IsDone) && !_star.Token.IsCancellationRequested)
        {
            await AnswerAsync(int.MaxValue);
            await Task.Delay(1);
        }
        foreach (var request in _requests)
            await request.CheckAsync();
    }

    private sealed class Request(int spoke, string text, Task<ZmqMessage> reply)
    {
        internal int Spoke => spoke;

        internal bool MayFail { get; set; }

        internal bool IsDone => reply.IsCompleted;

        internal async Task CheckAsync()
        {
            try
            {
                using var message = await reply;
                if (message.GetString(0) != $"re {text}")
                    throw new ModelException($"Request {text} of spoke {spoke} got the reply {message.GetString(0)}.");
            }
            catch (ZmqException exception) when (MayFail && exception.Error is (ZmqError.HostUnreachable or ZmqError.Terminated))
            {
                // Its connection or its socket has gone.
            }
            catch (Exception exception) when (exception is ZmqException or OperationCanceledException)
            {
                throw new ModelException($"Request {text} of spoke {spoke} {(MayFail ? "may fail, but not so" : "must be answered")}: {exception.Message}");
            }
        }
    }
}
