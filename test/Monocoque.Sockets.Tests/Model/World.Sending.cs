using System.Globalization;

namespace Monocoque.Sockets.Tests.Model;

/// <summary>What the steps send, and what that adds to the ledger.</summary>
internal sealed partial class World
{
    private void SendToHub(Step step)
    {
        var number = _ledger.NextNumber();
        var isSent = TrySend(_star.Spokes[step.Spoke], $"{number}");
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
            AddUnlessFull(spoke, number, topic: null);
    }

    private void Publish(string topic)
    {
        var number = _ledger.NextNumber();
        Expect(TrySend(_star.Hub, topic, $"{number}"), "a PUB takes everything");
        foreach (var spoke in _star.Connected)
        {
            if (_subscriptions.Matches(spoke, topic))
                AddUnlessFull(spoke, number, topic);
        }
    }

    /// <summary>These patterns drop at the mark.</summary>
    private void AddUnlessFull(int spoke, int number, string? topic)
    {
        var fate = CountOpen(Parcel.Hub, spoke) < _mark ? Fate.Due : Fate.Doubtful;
        _ledger.Add(new Parcel(Parcel.Hub, spoke, number, _epoch) { Topic = topic, Fate = fate });
    }
}
