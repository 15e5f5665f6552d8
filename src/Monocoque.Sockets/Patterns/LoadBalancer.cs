using Monocoque.Peers;

namespace Monocoque.Patterns;

/// <summary>
/// Strict round robin over the pipes with room. The first <c>_active</c> pipes of the list have room as far as is known; one that refuses
/// moves behind them and comes back when it reports room. Used under the socket's gate.
/// </summary>
internal sealed class LoadBalancer
{
    private readonly List<Pipe> _pipes = [];
    private int _active;
    private int _next;

    internal void Add(Pipe pipe)
    {
        pipe.BalancerIndex = _pipes.Count;
        _pipes.Add(pipe);
        Activate(pipe);
    }

    internal void Remove(Pipe pipe)
    {
        if (pipe.BalancerIndex < 0)
            return;
        if (pipe.BalancerIndex < _active)
            Deactivate(pipe);
        Swap(pipe.BalancerIndex, _pipes.Count - 1);
        _pipes.RemoveAt(_pipes.Count - 1);
        pipe.BalancerIndex = -1;
    }

    internal void Activate(Pipe pipe)
    {
        if (pipe.BalancerIndex < _active)
            return;
        Swap(pipe.BalancerIndex, _active);
        _active++;
    }

    /// <summary>Sends to the next pipe with room; the message is spent then.</summary>
    internal bool TrySend(ReadOnlySpan<byte> prefix, in ZmqMessage message, out Pipe? pipe, out bool flush)
    {
        while (_active > 0)
        {
            pipe = _pipes[_next];
            if (pipe.Outbox.TryAppend(prefix, message, moves: true, out flush))
            {
                if (++_next >= _active)
                    _next = 0;
                return true;
            }
            Deactivate(pipe);
        }
        pipe = null;
        flush = false;
        return false;
    }

    /// <summary>As <see cref="TrySend"/> for a copied frame, but only to the pipe whose turn it is; false leaves the turn to it.</summary>
    internal bool TrySendBody(ReadOnlySpan<byte> body, out Pipe? pipe, out bool flush)
    {
        pipe = null;
        flush = false;
        if (_active == 0)
            return false;
        pipe = _pipes[_next];
        if (!pipe.Outbox.TryAppendBody(body, out flush))
            return false;
        if (++_next >= _active)
            _next = 0;
        return true;
    }

    /// <summary>Whether any pipe has room; those that have none are passed over from now on, until they report some.</summary>
    internal bool HasRoom()
    {
        while (_active > 0)
        {
            if (_pipes[_next].Outbox.MayAppend())
                return true;
            Deactivate(_pipes[_next]);
        }
        return false;
    }

    private void Deactivate(Pipe pipe)
    {
        _active--;
        Swap(pipe.BalancerIndex, _active);
        if (_next >= _active)
            _next = 0;
    }

    private void Swap(int left, int right)
    {
        if (left == right)
            return;
        (_pipes[left], _pipes[right]) = (_pipes[right], _pipes[left]);
        _pipes[left].BalancerIndex = left;
        _pipes[right].BalancerIndex = right;
    }
}
