namespace Monocoque.Peers;

/// <summary>The peer began something and did not go on with it.</summary>
internal sealed class StalledMessageException(TimeSpan timeout)
    : TimeoutException(
        $"The peer began a message or a command and then sent nothing for {timeout.TotalSeconds:0.###} s ({nameof(ZmqSocketOptions.StalledMessageTimeout)}).");
