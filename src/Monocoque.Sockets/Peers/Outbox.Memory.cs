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
            using (_gate.Enter())
                return _held;
        }
    }

    void IBudgetUser.OnBudgetRoom()
    {
        using (_gate.Enter())
        {
            _waitsForBudget = false;
            _refused = false;
        }
        pipe.OnWritable();
    }

    private long QueuedOctets => _held - _batchOctets;

    /// <summary>
    /// Under the lock: takes the octets of one message, or says that there is no room for them. Where the newest message is all that counts, those of the
    /// messages it replaces are given back with the same step, and the mark does not count.
    /// </summary>
    private bool TryTakeOctets(long length)
    {
        if (octetMark != 0 && !conflates && _held >= octetMark)
            return false;
        var replaced = conflates ? QueuedOctets : 0;
        if (length <= replaced)
        {
            ReleaseOctets(replaced - length);
            return true;
        }
        if (budget is not null && !budget.TryCharge(_held - replaced, length, replaced))
        {
            if (!_waitsForBudget)
            {
                _waitsForBudget = true;
                budget.Wait(this, _held - replaced, length - replaced);
            }
            return false;
        }
        _held += length - replaced;
        return true;
    }

    /// <summary>Under the lock: whether there is room for more octets, as far as can be told without the message.</summary>
    private bool HasRoomForOctets()
    {
        if (conflates)
            return true;
        if (octetMark != 0 && _held >= octetMark)
            return false;
        if (budget is null || budget.HasRoom(_held))
            return true;
        if (!_waitsForBudget)
        {
            _waitsForBudget = true;
            budget.Wait(this, _held, octets: 1);
        }
        return false;
    }

    /// <summary>Under the lock: these octets have left the queue.</summary>
    private void ReleaseOctets(long octets)
    {
        _held -= octets;
        budget?.Release(octets);
    }
}
