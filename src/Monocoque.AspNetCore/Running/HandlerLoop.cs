using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Monocoque.Hosting;

namespace Monocoque.Running;

/// <summary>
/// Takes messages from a socket and runs their handler, one after the other. As many loops run on a socket as its concurrency says, each with
/// a context of its own. A failed message costs nobody but its sender anything.
/// </summary>
internal sealed class HandlerLoop(
    IZmqReceiver socket, RunningEndpoint[] endpoints, HandlerMetrics metrics, ILogger logger, IServiceScopeFactory scopes,
    CancellationToken stopping, CancellationToken aborted)
{
    private readonly ZmqContext _context = new(socket, scopes, aborted);
    private volatile string? _fault;

    /// <summary>Whether a handler runs at this moment.</summary>
    internal bool IsBusy { get; private set; }

    /// <summary>What it is, for whoever watches.</summary>
    internal SocketWork Work => new(socket.Name, IsBusy, _fault);

    /// <summary>Runs until the socket is closed or the host stops. Does not throw.</summary>
    internal async Task RunAsync()
    {
        // What started the host has nothing to do with the messages.
        Activity.Current = null;
        try
        {
            await ReceiveAsync();
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The host stops; what is still queued belongs to whoever the peers turn to next.
        }
        catch (ZmqException exception) when (exception.Error == ZmqError.Terminated)
        {
            // The application closed the socket itself.
        }
        catch (Exception exception)
        {
            _fault = exception.Message;
            HandlerLog.ReceiveFailed(logger, exception, socket.Name);
        }
    }

    private async Task ReceiveAsync()
    {
        while (await socket.WaitToReceiveAsync(stopping))
        {
            while (!stopping.IsCancellationRequested && socket.TryReceive(out var message))
            {
                if (Find(message) is not { } endpoint)
                {
                    message.Dispose();
                    HandlerLog.NoTopicTakesMessage(logger, socket.Name);
                    continue;
                }
                var started = metrics.Start();
                Activity? activity = null;
                Exception? error = null;
                IsBusy = true;
                try
                {
                    activity = Begin(endpoint, message);
                    await endpoint.Pipeline(_context);
                }
                catch (Exception exception)
                {
                    error = exception;
                }
                if (error is not null || _context.OwesReply)
                    await SettleSlowAsync(endpoint, error);
                metrics.Stop(started, socket, error);
                HandlerActivities.Stop(activity, error);
                await EndAsync(endpoint);
                IsBusy = false;
            }
        }
    }

    /// <summary>Also if it throws the message is the context's: propagators are others' code, and read what peers send.</summary>
    private Activity? Begin(RunningEndpoint endpoint, ZmqMessage message)
    {
        var hasContext = false;
        try
        {
            return HandlerActivities.Start(socket, endpoint, message, out hasContext);
        }
        finally
        {
            _context.Begin(message, hasContext ? endpoint.Propagator : null);
        }
    }

    /// <summary>The endpoint with the longest topic that the message starts with; endpoints come sorted so.</summary>
    private RunningEndpoint? Find(ZmqMessage message)
    {
        foreach (var endpoint in endpoints)
        {
            if (endpoint.Takes(message))
                return endpoint;
        }
        return null;
    }

    private async ValueTask SettleSlowAsync(RunningEndpoint endpoint, Exception? error)
    {
        if (error is not null)
            await ReportAsync(endpoint, error);
        if (!_context.OwesReply)
            return;
        try
        {
            await _context.ReplyAsync(0, static (writer, _) => writer.EndFrame());
        }
        catch (Exception exception)
        {
            HandlerLog.EmptyReplyFailed(logger, exception, endpoint.DisplayName);
        }
    }

    private async ValueTask ReportAsync(RunningEndpoint endpoint, Exception error)
    {
        if (error is OperationCanceledException && aborted.IsCancellationRequested)
            HandlerLog.HandlerCancelled(logger, endpoint.DisplayName);
        else if (error is OperationCanceledException && _context.Aborted.IsCancellationRequested)
            HandlerLog.PeerGone(logger, endpoint.DisplayName, _context.Peer);
        else if (error is ZmqBadMessageException)
            HandlerLog.BadMessage(logger, error, _context.Peer, endpoint.DisplayName);
        else
            HandlerLog.HandlerFailed(logger, error, endpoint.DisplayName);
        if (endpoint.OnError is not { } onError)
            return;
        try
        {
            await onError(_context, error);
        }
        catch (Exception exception)
        {
            HandlerLog.OnErrorFailed(logger, exception, endpoint.DisplayName);
        }
    }

    private ValueTask EndAsync(RunningEndpoint endpoint)
    {
        var end = _context.EndAsync();
        return end.IsCompletedSuccessfully ? default : EndSlowAsync(end, endpoint);
    }

    private async ValueTask EndSlowAsync(ValueTask end, RunningEndpoint endpoint)
    {
        try
        {
            await end;
        }
        catch (Exception exception)
        {
            HandlerLog.ScopeFailed(logger, exception, endpoint.DisplayName);
        }
    }
}
