namespace Monocoque;

/// <content>A DGRAM, which has no connections and no queue to send from.</content>
internal sealed partial class ZmqSocketOptionsValidator
{
    private void CheckDatagrams(string ours, ZmqSocketOptions defaults)
    {
        CheckConnectionOption(ours, nameof(_options.SendHighWaterMark), _options.SendHighWaterMark == defaults.SendHighWaterMark);
        CheckConnectionOption(ours, nameof(_options.SendHighWaterMarkBytes), _options.SendHighWaterMarkBytes == defaults.SendHighWaterMarkBytes);
        CheckConnectionOption(ours, nameof(_options.Linger), _options.Linger == defaults.Linger);
        CheckConnectionOption(ours, nameof(_options.ReconnectInterval), _options.ReconnectInterval == defaults.ReconnectInterval);
        CheckConnectionOption(ours, nameof(_options.ReconnectIntervalMax), _options.ReconnectIntervalMax == defaults.ReconnectIntervalMax);
        CheckConnectionOption(ours, nameof(_options.HandshakeTimeout), _options.HandshakeTimeout == defaults.HandshakeTimeout);
        if (_options.Bind.Count > 1)
            Fault($"{nameof(_options.Bind)} has {_options.Bind.Count} entries, but a {ours} socket is bound to one address, which its datagrams leave by. Keep one.");
    }

    private void CheckConnectionOption(string ours, string option, bool isDefault)
    {
        if (!isDefault)
            Fault($"{option} is set, but a {ours} socket has no connections and keeps nothing to send. Remove the option.");
    }

    private ZmqAddress? CheckDatagramAddress(string option, string text, ZmqAddress address)
    {
        if (option is nameof(_options.Connect))
            Fault($"{option} contains '{text}', but a DGRAM socket connects to nobody: the first frame of each message names its receiver. Remove it.");
        else if (address.Scheme is not "udp")
            Fault($"{option} contains '{text}', but a DGRAM socket is bound to a udp address. Use one, for example udp://*:5555.");
        else
            return address;
        return null;
    }
}
