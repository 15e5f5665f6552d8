namespace Monocoque.Sockets.Tests.Model;

/// <summary>What the steps send, and what that adds to the ledger.</summary>
internal sealed partial class World
{
    private void SendToHub(Step step)
    {
        var number = _ledger.NextNumber();
        if (_shape.SpokesDrop)
        {
            Expect(TrySend(_star.Spokes[step.Spoke], $"{number}"), "an XSUB takes everything");
            if (_star.Connects(step.Spoke))
                AddUnlessFull(step.Spoke, Parcel.Hub, number, topic: null);
            return;
        }
        var isSent = _star.Spokes[step.Spoke] is IPeerSocket peer
            ? TrySendByNumber(peer, _star.HubNumberOf(step.Spoke), number)
            : TrySend(_star.Spokes[step.Spoke], $"{number}");
        if (!_star.Connects(step.Spoke))
            Expect(!isSent, $"spoke {step.Spoke} is connected to nothing and sent message {number}");
        else if (CountOpen(step.Spoke, Parcel.Hub) < _mark)
            Expect(isSent, $"spoke {step.Spoke} is below its mark and did not take message {number}");
        if (isSent)
            _ledger.Add(new Parcel(step.Spoke, Parcel.Hub, number, _epoch));
    }

    private void SendFromHub(Step step)
    {
        switch (_shape.FromHub)
        {
            case Delivery.InTurn:
                SendToOne(Parcel.Any, _star.Connected.Any());
                break;
            case Delivery.ToTheOne:
                SendToOne(0, _star.IsConnected(0));
                break;
            case Delivery.ByName:
                SendByName(step.Spoke);
                break;
            case Delivery.ByNumber:
                SendByNumber(step.Spoke);
                break;
            case Delivery.BySubscription:
                Publish(Subscriptions.Topics[(step.Spoke + step.Amount) % Subscriptions.Topics.Length]);
                break;
        }
    }

    private void SendToOne(int to, bool hasPeer)
    {
        var number = _ledger.NextNumber();
        var isSent = TrySend(_star.Hub, $"{number}");
        if (!hasPeer)
            Expect(!isSent, $"the hub has no peer and sent message {number}");
        else if (CountOpen(Parcel.Hub, to) < _mark)
            Expect(isSent, $"the hub is below its mark and did not take message {number}");
        if (isSent)
            _ledger.Add(new Parcel(Parcel.Hub, to, number, _epoch));
    }

    private void SendByName(int spoke)
    {
        var number = _ledger.NextNumber();
        Expect(TrySend(_star.Hub, Star.NameOf(spoke), $"{number}"), "a ROUTER that is not mandatory takes everything");
        if (_star.IsConnected(spoke))
            AddUnlessFull(Parcel.Hub, spoke, number, topic: null);
    }

    private void SendByNumber(int spoke)
    {
        var number = _ledger.NextNumber();
        var isSent = TrySendByNumber((IServerSocket)_star.Hub, _star.NumberOf(spoke), number);
        if (!_star.IsConnected(spoke))
            Expect(!isSent, $"the hub sent message {number} to spoke {spoke}, which has gone");
        else if (CountOpen(Parcel.Hub, spoke) < _mark)
            Expect(isSent, $"the hub is below its mark and did not take message {number}");
        if (isSent)
            _ledger.Add(new Parcel(Parcel.Hub, spoke, number, _epoch));
    }

    private void Publish(string topic)
    {
        var number = _ledger.NextNumber();
        if (_star.Hub is IRadioSocket radio)
            Expect(radio.SendAsync(topic, ZmqMessage.Text($"{number}"), _star.Token).AsTask().IsCompletedSuccessfully, "a RADIO takes everything at once");
        else
            Expect(TrySend(_star.Hub, topic, $"{number}"), "a PUB takes everything");
        foreach (var spoke in _star.Connected)
        {
            if (_subscriptions.Matches(spoke, topic))
                AddUnlessFull(Parcel.Hub, spoke, number, topic);
        }
    }

    /// <summary>These patterns drop at the mark.</summary>
    private void AddUnlessFull(int from, int to, int number, string? topic)
    {
        var fate = CountOpen(from, to) < _mark ? Fate.Due : Fate.Doubtful;
        _ledger.Add(new Parcel(from, to, number, _epoch) { Topic = topic, Fate = fate });
    }

    private static bool TrySendByNumber(IServerSocket socket, uint peer, int number)
    {
        if (peer == 0)
            return false;
        var message = ZmqMessage.Text($"{number}");
        try
        {
            if (socket.TrySend(peer, message))
                return true;
        }
        catch (ZmqException exception) when (exception.Error == ZmqError.HostUnreachable)
        {
            // Nobody has that number any more.
        }
        message.Dispose();
        return false;
    }

    private static bool TrySend(IZmqSocket socket, params string[] frames)
    {
        var message = ZmqMessage.Text(frames);
        if (((IZmqSender)socket).TrySend(message))
            return true;
        message.Dispose();
        return false;
    }
}
