namespace Monocoque.Conformance.Support;

/// <summary>What the names of <see cref="Pairing"/> mean.</summary>
internal static class Pairings
{
    private static readonly Pairing[] s_recorded = [Pairing.UsUs, Pairing.UsLibZmq, Pairing.LibZmqUs, Pairing.UsOctets, Pairing.Us];

    extension(Pairing pairing)
    {
        /// <summary>Who shows the behaviour.</summary>
        internal Side First => pairing is Pairing.LibZmqUs or Pairing.LibZmqLibZmq or Pairing.LibZmqOctets ? Side.LibZmq : Side.Us;

        /// <summary>Who is on the other end.</summary>
        internal Side Second => pairing switch
        {
            Pairing.UsUs or Pairing.LibZmqUs => Side.Us,
            Pairing.UsLibZmq or Pairing.LibZmqLibZmq => Side.LibZmq,
            _ => throw new InvalidOperationException($"{pairing} has no second side."),
        };

        internal string Name => pairing switch
        {
            Pairing.UsUs => "us-us",
            Pairing.UsLibZmq => "us-libzmq",
            Pairing.LibZmqUs => "libzmq-us",
            Pairing.UsOctets => "octets",
            Pairing.Us => "alone",
            _ => $"{pairing}",
        };

        /// <summary>The single pairings of a set.</summary>
        internal IEnumerable<Pairing> Each() => s_recorded.Where(one => pairing.HasFlag(one));

        /// <summary>The pairings that put the test itself to the test, without us.</summary>
        internal IEnumerable<Pairing> Control()
        {
            if ((pairing & (Pairing.UsLibZmq | Pairing.LibZmqUs)) != 0)
                yield return Pairing.LibZmqLibZmq;
            if (pairing.HasFlag(Pairing.UsOctets))
                yield return Pairing.LibZmqOctets;
        }
    }
}
