using Monocoque.Fuzz.Engine;
using Monocoque.Fuzz.Grammar;

namespace Monocoque.Fuzz.Targets;

/// <summary>A target that plays a scene. The first octets of an input choose the scene, the others are what the peer says.</summary>
internal abstract class SceneTarget : FuzzTarget
{
    private readonly SessionPlay _play = new();

    /// <summary>So many octets choose the scene.</summary>
    protected virtual int Head => 2;

    /// <summary>So many octets of a greeting come before the first frame.</summary>
    protected virtual int GreetingSize => 0;

    internal override IEnumerable<byte[]> Seeds => Enumerable.Range(0, 64).Select(seed => Make(new Random(seed)));

    internal override byte[] Make(Random random)
    {
        var head = new byte[Head];
        random.NextBytes(head);
        return [.. head, .. Say(head, random)];
    }

    internal override byte[] Vary(byte[] input, byte[] other, Random random)
    {
        var varied = FrameMutator.Vary(input, other, Head + (random.Next(4) == 0 ? 0 : GreetingSize), random);
        if (random.Next(8) == 0 && varied.Length >= Head)
            varied[random.Next(Head)] = (byte)random.Next(256);
        return varied;
    }

    internal override void Run(ReadOnlySpan<byte> input, Trace trace)
    {
        if (input.Length < Head)
            return;
        var scene = Choose(input[..Head], input[Head..], out var said);
        _play.Run(scene, said, trace);
    }

    /// <summary>What the peer would say in this scene.</summary>
    protected abstract byte[] Say(ReadOnlySpan<byte> head, Random random);

    /// <summary>The scene, and what is said in it: mostly the octets as they are.</summary>
    protected abstract Scene Choose(ReadOnlySpan<byte> head, ReadOnlySpan<byte> octets, out ReadOnlySpan<byte> said);
}
