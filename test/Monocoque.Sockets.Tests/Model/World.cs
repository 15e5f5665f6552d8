namespace Monocoque.Sockets.Tests.Model;

/// <summary>Runs one program on real sockets and on the model at once.</summary>
internal sealed partial class World : IAsyncDisposable
{
    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource _deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    private readonly Shape _shape;
    private readonly int _mark;
    private readonly Star _star;
    private readonly Ledger _ledger = new();
    private readonly Subscriptions _subscriptions;
    private readonly Hearsay _hearsay = new();
    private readonly Dictionary<int, int> _receivedInEpoch = [];
    private int _epoch;

    /// <param name="shape">The pattern.</param>
    /// <param name="transport">tcp, ipc or inproc.</param>
    /// <param name="mark">Of every queue. A low one is for what happens at it; then nothing lingers, as queues need not get empty.</param>
    internal World(Shape shape, string transport, int mark)
    {
        (_shape, _mark) = (shape, mark);
        _deadline.CancelAfter(s_deadline);
        _star = new Star(
            shape.CreateHub, shape.CreateSpoke, shape.Spokes, shape.NamesSpokes, transport,
            options => SetMarks(options, mark), _deadline.Token)
        {
            Meanwhile = IsLow ? SweepAsync : static () => Task.CompletedTask,
        };
        _subscriptions = new Subscriptions(_star);
    }

    private bool IsLow => _mark < 100;

    public async ValueTask DisposeAsync()
    {
        await _star.DisposeAsync();
        _deadline.Dispose();
    }

    internal async Task RunAsync(Step[] steps)
    {
        await _star.OpenAsync();
        foreach (var step in steps)
            await DoAsync(step with { Spoke = step.Spoke % _shape.Spokes });
        await FinishAsync();
    }

    private static void SetMarks(ZmqSocketOptions options, int mark)
    {
        if (Star.Sends(options))
            options.SendHighWaterMark = mark;
        if (options.Type is not (ZmqSocketType.Push or ZmqSocketType.Pub or ZmqSocketType.Radio or ZmqSocketType.Scatter))
            options.ReceiveHighWaterMark = mark;
    }

    private Task DoAsync(Step step) => step.Deed switch
    {
        Deed.SendToHub when _shape.SpokesSend => Repeat(step, SendToHub),
        Deed.SendFromHub when _shape.FromHub != Delivery.None => Repeat(step, SendFromHub),
        Deed.ReceiveAtHub when _shape.SpokesSend => RepeatAsync(step, _ => ReceiveAsync(Parcel.Hub)),
        Deed.ReceiveAtSpoke when _shape.FromHub != Delivery.None => RepeatAsync(step, at => ReceiveAsync(at.Spoke)),
        Deed.DrainHub when _shape.SpokesSend => DrainHubAsync(),
        Deed.Settle => SettleAsync(),
        Deed.Subscribe or Deed.Unsubscribe when _shape.FromHub == Delivery.BySubscription => SubscribeAsync(step),
        Deed.KillByHub or Deed.KillBySpoke when _star.IsConnected(step.Spoke) => KillAsync(step),
        Deed.Connect when !_star.Connects(step.Spoke) => ConnectAsync(step.Spoke),
        Deed.Disconnect when _star.Connects(step.Spoke) => DisconnectAsync(step.Spoke),
        Deed.Bind when !_star.IsBound => BindAsync(),
        Deed.Unbind when _star.IsBound => UnbindAsync(),
        Deed.RestartSpoke => RestartSpokeAsync(step.Spoke),
        Deed.RestartHub => RestartHubAsync(),
        _ => Task.CompletedTask,
    };

    /// <summary>Waits until all that is under way has arrived. Where it is not known what is under way, there is nothing to wait for.</summary>
    private async Task<bool> SettleAsync()
    {
        if (IsLow || !_star.IsBound || _ledger.Open.Any(static parcel => parcel.Fate == Fate.Doubtful))
            return false;
        if (_shape.HubIsTold)
            await ReceiveAllAsync(Parcel.Hub);
        else
            await UntilWaitingAsync([_star.Hub], static parcel => parcel.To == Parcel.Hub);
        if (_shape.FromHub == Delivery.InTurn)
        {
            await UntilWaitingAsync(_star.Spokes, static parcel => parcel.To == Parcel.Any);
            CheckTurns();
        }
        for (var i = 0; i < _shape.Spokes; i++)
            await UntilWaitingAsync([_star.Spokes[i]], parcel => parcel.To == i);
        _ledger.Arrive(static _ => true);
        return true;
    }

    private Task UntilWaitingAsync(IZmqSocket[] at, Func<Parcel, bool> which)
    {
        var expected = _ledger.CountOpen(which);
        return expected == 0
            ? Task.CompletedTask
            : _star.UntilAsync(() => at.Sum(static socket => Star.Core(socket).FairQueue.Count) == expected, $"{expected} messages wait at {at[0].Name}");
    }

    /// <summary>A sender with room everywhere takes strict turns: no spoke has more than one message more than another.</summary>
    private void CheckTurns()
    {
        if (_ledger.Open.Any(parcel => parcel.Epoch != _epoch))
            return;
        var spokes = _star.Connected.ToList();
        if (spokes.Count < 2)
            return;
        var counts = spokes.ConvertAll(spoke => Star.Core(_star.Spokes[spoke]).FairQueue.Count + _receivedInEpoch.GetValueOrDefault(spoke));
        Expect(counts.Max() - counts.Min() <= 1, $"of messages sent in turn the spokes have {string.Join(", ", counts)}");
    }

    /// <summary>
    /// Empties the hub when all has arrived: of connections that have messages none comes a second time before each has come once. A PAIR has one peer after the
    /// other, and takes all from the one before it looks at the next.
    /// </summary>
    private async Task DrainHubAsync()
    {
        if (!await SettleAsync())
            return;
        var order = new List<string>();
        while (await ReceiveAsync(Parcel.Hub) is { } connection)
            order.Add(connection);
        for (var i = 0; i < order.Count; i++)
        {
            var next = order.IndexOf(order[i], i + 1);
            if (next < 0)
                continue;
            var between = order[(i + 1)..next];
            var waiting = _shape.FromHub == Delivery.ToTheOne ? [] : order[next..].Where(other => other != order[i]);
            Expect(
                between.Distinct().Count() == between.Count && !waiting.Except(between).Any(),
                $"the hub took its peers' messages in the order {string.Join(", ", order)}");
        }
    }

    private async Task SubscribeAsync(Step step)
    {
        var prefix = Subscriptions.Prefixes[step.Amount % Subscriptions.Prefixes.Length];
        _subscriptions.Change(step.Spoke, prefix, subscribe: step.Deed == Deed.Subscribe);
        // What is under way and no longer wanted is thrown away by the SUB; an XSUB lets it through.
        _ledger.DoubtAlsoArrived(parcel => parcel.To == step.Spoke && !_subscriptions.Matches(step.Spoke, parcel.Topic!));
        await _subscriptions.UntilKnownAsync(step.Spoke);
    }

    /// <summary>All connections stand again; everything that must come comes, and nothing else does.</summary>
    private async Task FinishAsync()
    {
        if (!_star.IsBound)
            await BindAsync();
        for (var i = 0; i < _shape.Spokes; i++)
        {
            if (!_star.Connects(i))
                await ConnectAsync(i);
        }
        while (_ledger.Open.Any(static parcel => parcel.MustCome))
        {
            if (_star.Token.IsCancellationRequested)
                throw new ModelException($"These did not come: {string.Join(", ", _ledger.Open.Where(static parcel => parcel.MustCome))}.");
            if (!await SweepAsync())
                await Task.Delay(1);
        }
        if (_shape.HubIsTold)
            await _star.UntilAsync(() => _hearsay.Knows(_subscriptions.All), $"the hub was told of {string.Join(", ", _subscriptions.All)}", SweepAsync);
        await SweepAsync();
    }

    private async Task<bool> SweepAsync()
    {
        var isAny = false;
        for (var at = Parcel.Hub; at < _shape.Spokes; at++)
        {
            if (at == Parcel.Hub ? !_shape.SpokesSend : _shape.FromHub == Delivery.None)
                continue;
            while (await ReceiveAsync(at) is not null)
                isAny = true;
        }
        return isAny;
    }

    private void Change()
    {
        _epoch++;
        _receivedInEpoch.Clear();
    }

    private int CountOpen(int from, int to) => _ledger.CountOpen(parcel => parcel.From == from && parcel.To == to);

    private static void Expect(bool condition, string otherwise)
    {
        if (!condition)
            throw new ModelException($"The model does not allow this: {otherwise}.");
    }

    private static Task Repeat(Step step, Action<Step> action)
    {
        for (var i = 0; i < step.Amount; i++)
            action(step with { Amount = i });
        return Task.CompletedTask;
    }

    private static async Task RepeatAsync(Step step, Func<Step, Task> action)
    {
        for (var i = 0; i < step.Amount; i++)
            await action(step);
    }
}
