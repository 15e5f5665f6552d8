namespace Monocoque.Transports;

/// <summary>Opens what the options of a socket list, where no host does.</summary>
internal static class ListedAddresses
{
    /// <summary>Begins to connect to all of <see cref="ZmqSocketOptions.Connect"/>, one entry of <paramref name="except"/> left out.</summary>
    internal static void Connect(IZmqSocket socket, ZmqSocketOptions options, string? except = null)
    {
        foreach (var address in Rest(options.Connect, except))
            socket.Connect(address);
    }

    /// <summary>Binds all of <see cref="ZmqSocketOptions.Bind"/>, one entry of <paramref name="except"/> left out.</summary>
    internal static async ValueTask BindAsync(IZmqSocket socket, ZmqSocketOptions options, string? except, CancellationToken cancellationToken)
    {
        foreach (var address in Rest(options.Bind, except))
            await socket.BindAsync(address, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Whoever passes an address that is listed means that one and not another beside it.</summary>
    private static List<string> Rest(IList<string> listed, string? except)
    {
        var rest = listed.ToList();
        if (except is not null && rest.Count > 0)
        {
            var own = ZmqAddress.Parse(except);
            var index = rest.FindIndex(address => ZmqAddress.Parse(address) == own);
            if (index >= 0)
                rest.RemoveAt(index);
        }
        return rest;
    }
}
