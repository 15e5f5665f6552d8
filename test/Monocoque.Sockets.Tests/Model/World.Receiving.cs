using System.Globalization;

namespace Monocoque.Sockets.Tests.Model;

/// <summary>What arrives, and whether it may.</summary>
internal sealed partial class World
{
    /// <summary>Receives what must be there, or what may be.</summary>
    private async Task<string?> ReceiveAsync(int at)
    {
        var message = await TakeAsync(at);
        if (message.Count == 0)
            return null;
        using (message)
        {
            var connection = message.Peer!.ConnectionId;
            var parcel = _ledger.Receive(at, connection, int.Parse(message.GetString(message.Count - 1), CultureInfo.InvariantCulture));
            CheckSender(message, parcel);
            if (parcel.Epoch == _epoch)
                _receivedInEpoch[at] = _receivedInEpoch.GetValueOrDefault(at) + 1;
            return connection;
        }
    }

    private async Task ReceiveAllAsync(int at)
    {
        while (_ledger.Open.Any(parcel => parcel.To == at && parcel.MustCome))
            await ReceiveAsync(at);
    }

    /// <summary>No message: there is none, and none need be there.</summary>
    private async Task<ZmqMessage> TakeAsync(int at)
    {
        var socket = (IZmqReceiver)(at == Parcel.Hub ? _star.Hub : _star.Spokes[at]);
        while (true)
        {
            if (!socket.TryReceive(out var message))
            {
                // While the hub is not there, what is due waits at the spokes.
                if (!_ledger.Open.Any(parcel => parcel.To == at && (parcel.Fate == Fate.Arrived || (parcel.Fate == Fate.Due && _star.IsBound))))
                    return default;
                message = await ReceiveDueAsync(socket, at);
            }
            if (!_shape.HubIsTold || at != Parcel.Hub || !ZmqSubscription.TryRead(message, out var news))
                return message;
            _hearsay.Hear(news);
            message.Dispose();
        }
    }

    private async Task<ZmqMessage> ReceiveDueAsync(IZmqReceiver socket, int at)
    {
        try
        {
            return await socket.ReceiveAsync(_star.Token);
        }
        catch (OperationCanceledException)
        {
            throw new ModelException($"{at} did not receive {string.Join(", ", _ledger.Open.Where(parcel => parcel.To == at && parcel.MustCome))}.");
        }
    }

    private void CheckSender(ZmqMessage message, Parcel parcel)
    {
        if (_shape.NamesSpokes && parcel.To == Parcel.Hub)
            Expect(message.GetString(0) == Star.NameOf(parcel.From), $"{parcel} came as from {message.GetString(0)}");
        if (parcel.To == Parcel.Hub && _star.Hub is IServerSocket)
            Expect(_star.FindNumber(message.RoutingId) == parcel.From, $"{parcel} came as from {message.RoutingId}");
        if (parcel.Topic is { } topic)
        {
            var found = message.Group ?? message.GetString(0);
            Expect(found == topic, $"{parcel} came with topic {found}");
        }
    }
}
