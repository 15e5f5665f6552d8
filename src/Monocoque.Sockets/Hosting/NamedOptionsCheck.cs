using Microsoft.Extensions.Options;

namespace Monocoque.Hosting;

/// <summary>Finds options that code sets for a socket that is not there: a slip in the name, by which they would be lost.</summary>
internal static class NamedOptionsCheck
{
    /// <param name="catalog">The sockets, once all are mapped.</param>
    /// <param name="configure">What sets options.</param>
    /// <param name="postConfigure">What sets options last.</param>
    /// <exception cref="OptionsValidationException">There are such options.</exception>
    internal static void Check(
        SocketCatalog catalog, IEnumerable<IConfigureOptions<ZmqSocketOptions>> configure, IEnumerable<IPostConfigureOptions<ZmqSocketOptions>> postConfigure)
    {
        var names = configure.OfType<ConfigureNamedOptions<ZmqSocketOptions>>().Select(static step => step.Name)
            .Concat(postConfigure.OfType<PostConfigureOptions<ZmqSocketOptions>>().Select(static step => step.Name));
        // What is for all has no name at all.
        foreach (var name in names.OfType<string>().Distinct(StringComparer.Ordinal))
        {
            if (FindFault(catalog, name) is { } fault)
                throw new OptionsValidationException(name, typeof(ZmqSocketOptions), [fault]);
        }
    }

    private static string? FindFault(SocketCatalog catalog, string name)
    {
        if (name.Length == 0)
            return $"Configure<{nameof(ZmqSocketOptions)}> without a name sets the options of no socket. Pass the name of one, or use ConfigureAll for all.";
        if (!catalog.TryGet(name, out var plan))
        {
            return $"Options are set for the socket '{name}', but there is none of that name. {catalog.DescribeKnown()} Declare it with"
                + $" AddZmq().AddSocket<TSocket>(\"{name}\") or in the configuration under {catalog.SectionPath}.";
        }
        return string.Equals(plan.Name, name, StringComparison.Ordinal)
            ? null
            : $"Options are set for the socket '{name}', but its name is '{plan.Name}', and the names of options regard case. Write '{plan.Name}'.";
    }
}
