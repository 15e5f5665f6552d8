namespace Monocoque.Hosting;

/// <summary>Something that takes messages from a socket.</summary>
/// <param name="Socket">The name of the socket.</param>
/// <param name="IsBusy">It has a message at this moment.</param>
/// <param name="Fault">Why it has ended although the host runs; null while it works.</param>
internal readonly record struct SocketWork(string Socket, bool IsBusy, string? Fault);

/// <summary>Somebody who works with the sockets between their opening and their closing: the mapped handlers.</summary>
internal interface IHostedSocketUser
{
    /// <summary>Called when all addresses are open and before the first peer is accepted. An exception fails the start of the host.</summary>
    ValueTask StartAsync(CancellationToken cancellationToken);

    /// <summary>Called before the sockets close. Takes nothing new, and ends when what runs has ended or the token fires.</summary>
    Task StopAsync(CancellationToken cancellationToken);

    /// <summary>What runs on the sockets at this moment, for whoever watches.</summary>
    IEnumerable<SocketWork> Work => [];
}
