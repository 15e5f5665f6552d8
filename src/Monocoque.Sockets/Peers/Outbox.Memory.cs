namespace Monocoque.Peers;

/// <summary>The octets that wait, beside the messages: a mark of this queue, and the budget of the socket.</summary>
internal sealed partial class Outbox : IBudgetUser
{
    /// <summary>Octets of messages queued and of those a connection has not finished with.</summary>
    private long _held;
    private long _batchOctets;
    private bool _waitsForBudget;

    /// <summary>Octets of all messages counted by <see cref="Count"/>, as they go on the wire.</summary>
    internal long Octets
    {
        get
        {
            lock (_lock)
                return _held;
        }
    }

    void IBudgetUser.OnBudgetRoom()
    {
        lock (_lock)
        {
            _waitsForBudget = false;
            _refused = false;
        }
        pipe.OnWritable();
    }

    /// <summary>Under the lock: takes the octets of one message, or says that there is no room for them.</summary>
    private bool TryTakeOctets(long length)
    {
        if (octetMark != 0 && _held >= octetMark)
            return false;
        if (budget is not null && !budget.TryCharge(_held, length))
        {
            if (!_waitsForBudget)
            {
                _waitsForBudget = true;
                budget.Wait(this, _held, length);
            }
            return false;
        }
        _held += length;
        return true;
    }

    /// <summary>Under the lock: these octets have left the queue.</summary>
    private void ReleaseOctets(long octets)
    {
        _held -= octets;
        budget?.Release(octets);
    }
}
