using Monocoque.Fuzz.Engine;
using Monocoque.Fuzz.Grammar;

namespace Monocoque.Fuzz.Targets;

/// <summary>A function of octets, without a session around it.</summary>
internal abstract class PlainTarget : FuzzTarget
{
    internal override IEnumerable<byte[]> Seeds => Enumerable.Range(0, 64).Select(seed => Make(new Random(seed)));

    internal override byte[] Vary(byte[] input, byte[] other, Random random) => OctetMutator.Vary(input, other, random);
}
