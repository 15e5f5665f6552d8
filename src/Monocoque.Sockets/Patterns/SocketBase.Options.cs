namespace Monocoque.Patterns;

/// <summary>Options that change while the socket lives.</summary>
internal abstract partial class SocketBase
{
    /// <summary>One change after the other. Taken before the gate, and not by anything that sends or receives.</summary>
    private readonly Lock _changing = new();

    public void ChangeOptions(Action<ZmqSocketOptions> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        lock (_changing)
        {
            var changed = Options.Copy();
            change(changed);
            LiveOptions.ThrowIfNotChangeable(Name, Options, changed);
            var mistakes = ZmqSocketOptionsValidator.Validate(Name, changed);
            if (mistakes.Count > 0)
                throw new Microsoft.Extensions.Options.OptionsValidationException(Name, typeof(ZmqSocketOptions), mistakes);
            // Keys are parsed and authenticators are made before anything is changed: it may turn out that nobody is there to ask.
            var sessions = Secure(changed);
            using (EnterGate())
            {
                ThrowIfClosed();
                if (_listeners.Find(static listener => listener.UsesTls) is { } listener)
                    sessions.Tls.ThrowIfCannotServe(Name, listener.Address);
                Options = changed.Copy();
                Volatile.Write(ref _sessions, sessions);
                Entrance.Change(changed);
                foreach (var pipe in _pipes.ToArray())
                    Apply(changed, pipe);
                OnOptionsChanged();
            }
        }
    }

    /// <summary><see cref="Options"/> are new ones. The gate is held.</summary>
    protected virtual void OnOptionsChanged()
    {
    }

    /// <summary>Of those that work on what is there already. The others are read when they are needed.</summary>
    private void Apply(ZmqSocketOptions options, Peers.Pipe pipe)
    {
        FairQueue.SetHighWaterMark(pipe.Inbox, options.ReceiveHighWaterMark);
        pipe.Outbox.SetHighWaterMark(options.SendHighWaterMark);
    }
}
