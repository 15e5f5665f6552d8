using System.Net;
using Microsoft.AspNetCore.Connections;

namespace Monocoque.Transports;

/// <summary>The inproc names of one runtime. Who connects to a name that nobody has bound yet waits for it.</summary>
internal sealed class InprocNetwork : IConnectionListenerFactory, IConnectionFactory
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, InprocListener> _bound = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TaskCompletionSource> _awaited = new(StringComparer.Ordinal);

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        var name = ((InprocEndPoint)endpoint).Name;
        var listener = new InprocListener(this, endpoint);
        lock (_lock)
        {
            if (!_bound.TryAdd(name, listener))
                throw new AddressInUseException($"The name '{name}' is in use.");
            if (_awaited.Remove(name, out var waiting))
                waiting.TrySetResult();
        }
        return new ValueTask<IConnectionListener>(listener);
    }

    public async ValueTask<ConnectionContext> ConnectAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        var name = ((InprocEndPoint)endpoint).Name;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Task bound;
            lock (_lock)
            {
                if (_bound.TryGetValue(name, out var listener))
                    return listener.Offer();
                if (!_awaited.TryGetValue(name, out var waiting))
                    _awaited.Add(name, waiting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
                bound = waiting.Task;
            }
            await bound.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Nobody finds the name any more, once this returns.</summary>
    internal void Unbind(InprocListener listener)
    {
        var name = ((InprocEndPoint)listener.EndPoint).Name;
        lock (_lock)
        {
            if (_bound.TryGetValue(name, out var holder) && holder == listener)
                _bound.Remove(name);
        }
    }
}
