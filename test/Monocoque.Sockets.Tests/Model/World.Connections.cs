using System.Globalization;

namespace Monocoque.Sockets.Tests.Model;

/// <summary>Connections that are made, ended in order, cut and made again, and what becomes doubtful by that.</summary>
internal sealed partial class World
{
    private async Task KillAsync(Step step)
    {
        Change();
        _ledger.Doubt(parcel => IsBetween(parcel, step.Spoke));
        await _star.KillAsync(step.Spoke, byHub: step.Deed == Deed.KillByHub);
        await _subscriptions.UntilKnownAsync(step.Spoke);
    }

    private async Task ConnectAsync(int spoke)
    {
        Change();
        await _star.ConnectAsync(spoke);
        await _subscriptions.UntilKnownAsync(spoke);
    }

    private async Task DisconnectAsync(int spoke)
    {
        // What is queued for a hub that is not there would be waited for.
        if (!_star.IsConnected(spoke) && CountOpen(spoke, Parcel.Hub) > 0)
            return;
        if (IsLow && _shape.SpokesSend && CountOpen(spoke, Parcel.Hub) > 0)
            return;
        Change();
        DoubtEndOf(spoke, keepsOutgoing: true);
        await _star.DisconnectAsync(spoke);
    }

    private async Task RestartSpokeAsync(int spoke)
    {
        Change();
        var lingers = !IsLow && _star.IsConnected(spoke);
        DoubtEndOf(spoke, lingers);
        _ledger.DoubtAlsoArrived(parcel => parcel.To == spoke || parcel.To == Parcel.Any);
        _subscriptions.Clear(spoke);
        await _star.RestartSpokeAsync(spoke, lingers);
        await _subscriptions.UntilKnownAsync(spoke);
    }

    private async Task BindAsync()
    {
        Change();
        await _star.BindAsync();
        await _subscriptions.UntilAllKnownAsync();
    }

    private async Task UnbindAsync()
    {
        Change();
        _ledger.Doubt(static _ => true);
        await _star.UnbindAsync();
    }

    private async Task RestartHubAsync()
    {
        Change();
        if (IsLow || !_shape.HubAsksAtItsEnd)
            _ledger.Doubt(static parcel => parcel.From == Parcel.Hub);
        _ledger.DoubtAlsoArrived(static parcel => parcel.To == Parcel.Hub);
        _hearsay.Clear();
        await _star.RestartHubAsync(lingers: !IsLow);
        await _subscriptions.UntilAllKnownAsync();
    }

    /// <summary>A spoke's connection is closed in order: what it has sent comes, whatever was sent to it meanwhile.</summary>
    private void DoubtEndOf(int spoke, bool keepsOutgoing) =>
        _ledger.Doubt(parcel => (parcel.From == spoke && (!keepsOutgoing || _shape.SpokesDrop)) || (parcel.From == Parcel.Hub && IsBetween(parcel, spoke)));

    private static bool IsBetween(Parcel parcel, int spoke) => parcel.From == spoke || parcel.To == spoke || parcel.To == Parcel.Any;
}
