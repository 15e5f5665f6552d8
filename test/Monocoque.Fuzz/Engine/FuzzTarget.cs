namespace Monocoque.Fuzz.Engine;

/// <summary>A part of the library that is fed with anything. A run depends on its input alone, so that every finding can be brought back.</summary>
internal abstract class FuzzTarget
{
    /// <summary>As on the command line, and the name of its folder in the corpus.</summary>
    internal abstract string Name { get; }

    /// <summary>Longer inputs are cut.</summary>
    internal virtual int MaxLength => 4096;

    /// <summary>Inputs to begin with.</summary>
    internal abstract IEnumerable<byte[]> Seeds { get; }

    /// <summary>A new input by the grammar of the target, mostly right.</summary>
    internal abstract byte[] Make(Random random);

    /// <summary>A variation of an input of the corpus; <paramref name="other"/> is another one to borrow from.</summary>
    internal abstract byte[] Vary(byte[] input, byte[] other, Random random);

    /// <summary>Runs the input and checks what must hold.</summary>
    /// <exception cref="Finding">Something does not hold. Any other exception is a finding too.</exception>
    internal abstract void Run(ReadOnlySpan<byte> input, Trace trace);
}
