using Microsoft.Extensions.Options;

namespace Monocoque.Hosting;

/// <summary>The first of the steps that fill the options of a socket: its pattern, the defaults, its section. Code comes after.</summary>
internal sealed class ConfigureZmqSocketOptions(SocketCatalog catalog, IOptions<ZmqHostingOptions> hosting)
    : IConfigureNamedOptions<ZmqSocketOptions>
{
    public void Configure(ZmqSocketOptions options) => Configure(Options.DefaultName, options);

    public void Configure(string? name, ZmqSocketOptions options)
    {
        if (name is null || !catalog.TryGet(name, out var plan))
            return;
        options.Type = plan.Type;
        if (hosting.Value.Defaults is { } defaults)
            SocketDefaults.Copy(defaults, options, plan.Type);
        if (plan.Section is null)
            return;
        var failures = new List<string>();
        SocketSectionBinder.Bind(plan.Section, options, failures);
        if (failures.Count > 0)
            throw new OptionsValidationException(plan.Name, typeof(ZmqSocketOptions), failures);
    }
}
