using System.Runtime.InteropServices;

namespace Monocoque.Proxies;

/// <summary>What one direction has done. A message that waits for room it was refused is taken and not yet passed.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct ProxyCount
{
    internal long Taken;
    internal long TakenOctets;
    internal long Passed;
    internal long PassedOctets;
    internal long Refused;
}
