using Microsoft.Extensions.Configuration;
using Monocoque.Hosting;

namespace Monocoque.Security;

/// <summary>Binds the section <c>Security</c> of a socket. Failures name keys, never values.</summary>
internal static class SecuritySectionBinder
{
    internal static string KnownKeys { get; } = string.Join(", ", typeof(ZmqSecurityOptions).GetProperties()
        .Select(static property => property.Name).Except([nameof(ZmqSecurityOptions.Authenticator)], StringComparer.Ordinal).Order(StringComparer.Ordinal));

    internal static void Bind(IConfigurationSection section, ZmqSecurityOptions options, List<string> failures)
    {
        if (!string.IsNullOrEmpty(section.Value))
            failures.Add($"{section.Path} is a text, but is a section. Known keys: {KnownKeys}.");
        foreach (var child in section.GetChildren())
            Bind(child, new ConfigurationValue(child, failures), options, failures);
    }

    private static void Bind(IConfigurationSection child, ConfigurationValue value, ZmqSecurityOptions options, List<string> failures)
    {
        switch (child.Key.ToUpperInvariant())
        {
            case "MECHANISM": value.ReadEnum<ZmqMechanism>(mechanism => options.Mechanism = mechanism); break;
            case "ASSERVER": value.Read((bool flag) => options.AsServer = flag); break;
            case "USERNAME": value.Read((string text) => options.Username = text); break;
            case "PASSWORD": value.Read((string text) => options.Password = text); break;
            case "PUBLICKEY": value.Read((string text) => options.PublicKey = text); break;
            case "SECRETKEY": value.Read((string text) => options.SecretKey = text); break;
            case "PREVIOUSSECRETKEY": value.Read((string text) => options.PreviousSecretKey = text); break;
            case "SERVERKEY": value.Read((string text) => options.ServerKey = text); break;
            case "ZAPDOMAIN": value.Read((string text) => options.ZapDomain = text); break;
            case "ZAPENDPOINT": value.Read((string text) => options.ZapEndpoint = text); break;
            case "ALLOWANYCLIENT": value.Read((bool flag) => options.AllowAnyClient = flag); break;
            case "USERS": ReadMap(child, value, options.Users, failures); break;
            case "CLIENTKEYS": ReadMap(child, value, options.ClientKeys, failures); break;
            default: failures.Add($"{child.Path} is not an option of a socket's security. Known keys: {KnownKeys}."); break;
        }
    }

    private static void ReadMap(IConfigurationSection child, ConfigurationValue value, IDictionary<string, string> map, List<string> failures)
    {
        if (string.IsNullOrEmpty(child.Value))
            value.ReadMap(map);
        else
            failures.Add($"{child.Path} is a text, but holds one key per entry.");
    }
}
