namespace Monocoque;

/// <summary>
/// A handler as a class. One is made for each message: from the services if it is registered there, else with its constructor's arguments from
/// them. Disposed after the message if it is disposable and not from the services.
/// </summary>
public interface IZmqHandler
{
    /// <summary>Handles the message of <paramref name="context"/>, which is valid until the returned task completes.</summary>
    ValueTask HandleAsync(ZmqContext context);
}
