namespace Monocoque.Hosting;

/// <summary>Somebody who works with the sockets between their opening and their closing: the mapped handlers.</summary>
internal interface IHostedSocketUser
{
    /// <summary>Called when all addresses are open and before the first peer is accepted. An exception fails the start of the host.</summary>
    ValueTask StartAsync(CancellationToken cancellationToken);

    /// <summary>Called before the sockets close. Takes nothing new, and ends when what runs has ended or the token fires.</summary>
    Task StopAsync(CancellationToken cancellationToken);
}
