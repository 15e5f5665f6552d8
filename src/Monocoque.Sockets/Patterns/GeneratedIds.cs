using System.Buffers.Binary;

namespace Monocoque.Patterns;

/// <summary>Routing ids of peers without a name: zero, then a counter that starts anywhere. Not thread-safe.</summary>
internal sealed class GeneratedIds
{
    private const int Size = 5;

    private uint _last = (uint)Random.Shared.NextInt64(uint.MaxValue);

    internal byte[] Next<TPipe>(Dictionary<byte[], TPipe> taken)
    {
        var id = new byte[Size];
        do
            BinaryPrimitives.WriteUInt32BigEndian(id.AsSpan(1), unchecked(++_last));
        while (taken.ContainsKey(id));
        return id;
    }
}
