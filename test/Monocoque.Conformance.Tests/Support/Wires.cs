namespace Monocoque.Conformance.Support;

/// <summary>What the names of <see cref="Wire"/> mean.</summary>
internal static class Wires
{
    private static readonly Wire[] s_single = [Wire.Tcp, Wire.Ipc, Wire.Inproc, Wire.Udp];

    extension(Wire wire)
    {
        internal string Name => wire switch
        {
            Wire.Tcp => "tcp",
            Wire.Ipc => "ipc",
            Wire.Inproc => "inproc",
            Wire.Udp => "udp",
            Wire.None => "",
            _ => $"{wire}",
        };

        /// <summary>The single wires of a set over which a pairing can meet.</summary>
        internal IEnumerable<Wire> Each(Pairing pairing) => pairing switch
        {
            Pairing.Us => [Wire.None],
            Pairing.UsUs => s_single.Where(one => wire.HasFlag(one)),
            _ => s_single.Where(one => one != Wire.Inproc && wire.HasFlag(one)),
        };
    }
}
