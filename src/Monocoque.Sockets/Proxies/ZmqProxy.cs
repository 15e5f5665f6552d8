using Monocoque.Proxies;

namespace Monocoque;

/// <summary>
/// Forwards between two sockets, in both directions where both can: XSUB and XPUB with subscriptions flowing back, ROUTER and DEALER with replies flowing back, PULL and
/// PUSH (<c>zmq_proxy</c>, <c>zmq_proxy_steerable</c>). Messages are moved, frames and routing ids as they are.
/// <code>
/// await using var frontend = await ZmqSocket.BindAsync&lt;IXSubSocket&gt;("tcp://*:5555");
/// await using var backend = await ZmqSocket.BindAsync&lt;IXPubSocket&gt;("tcp://*:5556");
/// await new ZmqProxy(frontend, backend).RunAsync(cancellationToken);
/// </code>
/// <para>
/// Back pressure is kept: a message is taken from one side only when the other has room for it, so what waits is bounded by the high-water marks of the two sockets
/// alone. All members may be called at any time from any thread. The sockets stay the caller's; nobody else should receive from them meanwhile.
/// </para>
/// </summary>
public sealed class ZmqProxy
{
    private readonly Steering _steering = new();
    private readonly ProxySide _frontend;
    private readonly ProxySide _backend;
    private readonly ProxyCapture? _capture;
    private readonly ProxyDirection[] _directions;
    private readonly IZmqReceiver? _control;
    private int _hasRun;

    /// <summary>Joins two sockets. Nothing flows before <see cref="RunAsync"/>.</summary>
    /// <param name="frontend">Towards clients or publishers; ROUTER, XSUB, PULL. Which side is which decides only what the statistics say.</param>
    /// <param name="backend">Towards workers or subscribers; DEALER, XPUB, PUSH. May be the frontend itself, which then gets back what it receives.</param>
    /// <param name="options">Capture and control. Read now.</param>
    /// <exception cref="ArgumentException">
    /// The two do not fit: neither can send what the other receives, or one takes turns (REQ, REP), or names its peers beside the frames (SERVER, PEER, RADIO, DISH). Or the
    /// capture or the control is of a pattern that cannot serve as one.
    /// </exception>
    public ZmqProxy(IZmqSocket frontend, IZmqSocket backend, ZmqProxyOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(frontend);
        ArgumentNullException.ThrowIfNull(backend);
        options ??= new ZmqProxyOptions();
        ProxyFit.Check(frontend, backend, options);
        _frontend = new ProxySide(frontend);
        _backend = frontend == backend ? _frontend : new ProxySide(backend);
        _capture = options.Capture is { } capture ? new ProxyCapture(capture, options.DropCaptureWhenFull) : null;
        _control = options.Control;
        _directions = [.. CreateDirections()];
    }

    /// <summary>What it does now.</summary>
    public ZmqProxyState State => _steering.State;

    /// <summary>
    /// Forwards until <see cref="Terminate"/> (then the task completes), until <paramref name="cancellationToken"/> fires, or until one of the sockets is closed. It can run
    /// once. What it has not taken stays in the sockets.
    /// </summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired.</exception>
    /// <exception cref="ZmqException"><see cref="ZmqError.Terminated"/>: a socket was closed; the message says which.</exception>
    /// <exception cref="InvalidOperationException">It runs or ran already.</exception>
    public async Task RunAsync(CancellationToken cancellationToken = default)
    {
        if (Interlocked.Exchange(ref _hasRun, 1) != 0)
            throw new InvalidOperationException($"{this} can run once. Make another over the same sockets.");
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _steering.Terminated);
        List<Task> parts = [.. _directions.Select(direction => direction.RunAsync(end.Token))];
        if (_control is not null)
            parts.Add(new ProxyControl(this, _control).RunAsync(end.Token));
        try
        {
            await Task.WhenAny([.. parts, .. Sockets.Select(ProxyEnd.WhenClosed)]).ConfigureAwait(false);
        }
        finally
        {
            var isTerminated = _steering.State == ZmqProxyState.Terminated;
            _steering.Terminate();
            await Task.WhenAll(parts).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!isTerminated)
                ThrowReason(parts, cancellationToken);
        }
    }

    /// <summary>
    /// Takes nothing more from either side until <see cref="Resume"/>; when the call returns no message is on its way between them. May be called before
    /// <see cref="RunAsync"/>. Does nothing once it has ended.
    /// </summary>
    public void Pause()
    {
        _steering.Pause();
        foreach (var direction in _directions)
            direction.FinishTurn();
    }

    /// <summary>Undoes <see cref="Pause"/>. Does nothing if it is not paused.</summary>
    public void Resume() => _steering.Resume();

    /// <summary>Ends <see cref="RunAsync"/>, also while paused. Does nothing if it has ended.</summary>
    public void Terminate() => _steering.Terminate();

    /// <summary>What was forwarded so far, also after the end.</summary>
    public ZmqProxyStatistics GetStatistics()
    {
        var (frontend, backend) = (_frontend.Count(_directions), _backend.Count(_directions));
        return new ZmqProxyStatistics(frontend, backend, _capture?.Dropped ?? 0);
    }

    /// <inheritdoc/>
    public override string ToString() => $"The proxy between {ProxyFit.Describe(_frontend.Socket)} and {ProxyFit.Describe(_backend.Socket)}";

    private IEnumerable<IZmqSocket> Sockets
    {
        get
        {
            yield return _frontend.Socket;
            yield return _backend.Socket;
            if (_capture is not null)
                yield return _capture.Socket;
            if (_control is not null)
                yield return _control;
        }
    }

    private IEnumerable<ProxyDirection> CreateDirections()
    {
        if (ProxyFit.Forwards(_frontend.Socket, _backend.Socket))
            yield return new ProxyDirection(_frontend, _backend, _capture, _steering);
        if (_frontend != _backend && ProxyFit.Forwards(_backend.Socket, _frontend.Socket))
            yield return new ProxyDirection(_backend, _frontend, _capture, _steering);
    }

    /// <summary>Why it ended without being told to.</summary>
    private void ThrowReason(List<Task> parts, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var cause = parts.Find(static part => part.IsFaulted)?.Exception!.InnerException;
        foreach (var socket in Sockets)
        {
            if (ProxyEnd.IsClosed(socket))
                throw new ZmqException(ZmqError.Terminated, $"{this} has ended: {ProxyFit.Describe(socket)} was closed.", cause);
        }
        if (cause is ZmqException { Error: ZmqError.Terminated } || cause is null)
            throw new ZmqException(ZmqError.Terminated, $"{this} has ended: one of its sockets was closed.", cause);
        System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(cause);
    }
}
