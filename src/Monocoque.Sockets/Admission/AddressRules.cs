using System.Net;
using System.Net.Sockets;
using Monocoque.Transports;

namespace Monocoque.Admission;

/// <summary>
/// From where peers may come. An address in the deny list is refused, whatever the allow list says; an allow list with entries refuses all others. What has no
/// address, <c>ipc</c> and <c>inproc</c>, is not concerned: files have permissions, and <c>inproc</c> does not leave the process.
/// </summary>
internal sealed class AddressRules
{
    private readonly Rule[] _allow;
    private readonly Rule[] _deny;

    internal AddressRules(IEnumerable<IPNetwork> allow, IEnumerable<IPNetwork> deny)
    {
        _allow = [.. allow.Select(Rule.Of)];
        _deny = [.. deny.Select(Rule.Of)];
    }

    internal bool IsEmpty => _allow.Length == 0 && _deny.Length == 0;

    /// <summary>Why nobody may come in from there; null: they may.</summary>
    internal string? FindObjection(EndPoint? remote) => remote switch
    {
        _ when IsEmpty => null,
        IPEndPoint ip => FindObjection(PeerAddress.Of(ip.Address)),
        UnixDomainSocketEndPoint or InprocEndPoint => null,
        // Fail closed: whoever lists who may come in does not want those of whom nothing is known.
        _ => _allow.Length == 0 ? null : "its address is not known, so AllowFrom does not let it in.",
    };

    internal string? FindObjection(PeerAddress address)
    {
        if (IsIn(_deny, address))
            return "its address is in DenyFrom.";
        return _allow.Length == 0 || IsIn(_allow, address) ? null : "its address is not in AllowFrom.";
    }

    private static bool IsIn(Rule[] rules, PeerAddress address)
    {
        foreach (var rule in rules)
        {
            if (address.Keep(rule.Length) == rule.Network)
                return true;
        }
        return false;
    }

    private readonly record struct Rule(PeerAddress Network, int Length)
    {
        internal static Rule Of(IPNetwork network)
        {
            var length = PeerAddress.AlignPrefix(network.BaseAddress, network.PrefixLength);
            return new Rule(PeerAddress.Of(network.BaseAddress).Keep(length), length);
        }
    }
}
