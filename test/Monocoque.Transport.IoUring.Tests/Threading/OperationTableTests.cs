using Monocoque.Transport.IoUring.Loop;
using Monocoque.Transport.IoUring.Rings;

namespace Monocoque.Transport.IoUring.Threading;

public class OperationTableTests
{
    private readonly OperationTable _table = new();

    [Fact]
    public void Completion_finds_its_target_whatever_the_operation()
    {
        var target = new Target();
        var place = _table.Add(target);

        Assert.Same(target, _table.Find(OperationTable.For(place, RingOperation.Receive)));
        Assert.Same(target, _table.Find(OperationTable.For(place, RingOperation.Writable)));
    }

    [Fact]
    public void Completion_of_a_former_owner_finds_nobody()
    {
        var stale = OperationTable.For(_table.Add(new Target()), RingOperation.Receive);
        _table.Remove(stale);
        var next = _table.Add(new Target());

        Assert.Equal(stale.Slot, next.Slot);
        Assert.Null(_table.Find(stale));
        _table.Remove(stale);
        Assert.Equal(1, _table.Count);
    }

    [Fact]
    public void Slot_that_was_never_used_belongs_to_nobody() => Assert.Null(_table.Find(new OperationId(RingOperation.Receive, 0, uint.MaxValue)));

    [Fact]
    public void Table_grows_and_gives_back()
    {
        var places = Enumerable.Range(0, 1000).Select(_ => _table.Add(new Target())).ToList();
        Assert.Equal(1000, places.Select(place => place.Slot).Distinct().Count());

        places.ForEach(_table.Remove);

        Assert.Equal(0, _table.Count);
        Assert.Empty(_table.Snapshot());
    }

    private sealed class Target : ICompletionTarget
    {
        public void OnCompletion(in Completion completion)
        {
        }

        public void OnBatchEnd()
        {
        }

        public void OnRingEnding()
        {
        }

        public void OnRingLost()
        {
        }
    }
}
