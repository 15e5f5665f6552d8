namespace Monocoque.Sockets.Tests.Model;

/// <summary>Every message that was sent, and what may be received: each at most once, those of one connection in order, nothing that was not sent.</summary>
internal sealed class Ledger
{
    private readonly Dictionary<(int Number, int To), Parcel> _parcels = [];
    private readonly Dictionary<(int Receiver, int From, string Connection), int> _last = [];
    private int _lastNumber;

    internal IEnumerable<Parcel> Open => _parcels.Values.Where(static parcel => parcel.IsOpen);

    internal IEnumerable<Parcel> All => _parcels.Values;

    internal int NextNumber() => ++_lastNumber;

    internal void Add(Parcel parcel) => _parcels.Add((parcel.Number, parcel.To), parcel);

    internal int CountOpen(Func<Parcel, bool> which) => Open.Count(which);

    /// <summary>What is under way here may be lost; what has arrived is not.</summary>
    internal void Doubt(Func<Parcel, bool> which) => Mark(parcel => parcel.Fate == Fate.Due && which(parcel), Fate.Doubtful);

    /// <summary>The receiver has gone with all that it had.</summary>
    internal void DoubtAlsoArrived(Func<Parcel, bool> which) => Mark(parcel => parcel.MustCome && which(parcel), Fate.Doubtful);

    internal void Arrive(Func<Parcel, bool> which) => Mark(parcel => parcel.Fate == Fate.Due && which(parcel), Fate.Arrived);

    /// <summary>A message was received.</summary>
    internal Parcel Receive(int receiver, string connection, int number)
    {
        if (!_parcels.TryGetValue((number, receiver), out var parcel) && (receiver == Parcel.Hub || !_parcels.TryGetValue((number, Parcel.Any), out parcel)))
            throw new ModelException($"{receiver} received message {number}, which was not sent to it.");
        if (!parcel.IsOpen)
            throw new ModelException($"{receiver} received {parcel} a second time.");
        var line = (receiver, parcel.From, connection);
        if (_last.TryGetValue(line, out var last) && last > number)
            throw new ModelException($"{receiver} received {parcel} after message {last} of the same connection.");
        _last[line] = number;
        parcel.Fate = Fate.Received;
        return parcel;
    }

    private void Mark(Func<Parcel, bool> which, Fate fate)
    {
        foreach (var parcel in _parcels.Values)
        {
            if (which(parcel))
                parcel.Fate = fate;
        }
    }
}

/// <summary>The sockets did what the model does not allow.</summary>
internal sealed class ModelException(string message) : Exception(message);
