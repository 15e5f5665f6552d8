using Monocoque.Peers;

namespace Monocoque.Patterns;

/// <summary>
/// Who joined which group, as a RADIO sees it. As in libzmq a peer that joins twice leaves twice, and gets each message once. Not thread-safe.
/// </summary>
internal sealed class GroupTable
{
    private readonly Dictionary<byte[], Dictionary<Pipe, int>> _groups = new(RoutingIdComparer.Instance);
    private readonly Dictionary<byte[], Dictionary<Pipe, int>>.AlternateLookup<ReadOnlySpan<byte>> _bySpan;

    internal GroupTable() => _bySpan = _groups.GetAlternateLookup<ReadOnlySpan<byte>>();

    /// <summary>Groups with a member.</summary>
    internal int Count => _groups.Count;

    internal void Join(ReadOnlySpan<byte> group, Pipe pipe)
    {
        if (!_bySpan.TryGetValue(group, out var members))
            _bySpan[group] = members = [];
        members[pipe] = members.GetValueOrDefault(pipe) + 1;
    }

    internal void Leave(ReadOnlySpan<byte> group, Pipe pipe)
    {
        if (!_bySpan.TryGetValue(group, out var members) || !members.TryGetValue(pipe, out var times))
            return;
        if (times > 1)
            members[pipe] = times - 1;
        else
            members.Remove(pipe);
        if (members.Count == 0)
            _bySpan.Remove(group);
    }

    internal void RemoveAll(Pipe pipe)
    {
        foreach (var (group, members) in _groups)
        {
            // Removing while enumerating is allowed.
            if (members.Remove(pipe) && members.Count == 0)
                _groups.Remove(group);
        }
    }

    /// <summary>The members of a group; null if it has none.</summary>
    internal Dictionary<Pipe, int>? MembersOf(ReadOnlySpan<byte> group) => _bySpan.TryGetValue(group, out var members) ? members : null;
}
