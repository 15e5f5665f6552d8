using Monocoque.Peers;

namespace Monocoque.Sockets.Tests.Peers;

public sealed class ShortLockTests
{
    [Fact]
    public void Only_one_thread_is_in_it_at_a_time()
    {
        const int Rounds = 200_000;
        var gate = new ShortLock();
        var count = 0;
        Thread[] threads = [.. Enumerable.Range(0, 4).Select(_ => new Thread(() =>
        {
            for (var i = 0; i < Rounds; i++)
            {
                using (gate.Enter())
                    count++;
            }
        }))];
        foreach (var thread in threads)
            thread.Start();
        foreach (var thread in threads)
            thread.Join();
        Assert.Equal(threads.Length * Rounds, count);
    }

    [Fact]
    public void Its_holder_may_enter_again_and_holds_it_until_the_last_exit()
    {
        var gate = new ShortLock();
        var isEntered = 0;
        var other = new Thread(() =>
        {
            using (gate.Enter())
                Volatile.Write(ref isEntered, 1);
        });
        using (gate.Enter())
        {
            using (gate.Enter())
                other.Start();
            // Long enough for the other to find the lock held, and to give up spinning.
            Assert.False(other.Join(TimeSpan.FromMilliseconds(50)));
            Assert.Equal(0, Volatile.Read(ref isEntered));
        }
        Assert.True(other.Join(TimeSpan.FromSeconds(30)));
        Assert.Equal(1, isEntered);
    }

    [Fact]
    public void An_exception_leaves_it()
    {
        var gate = new ShortLock();
        Assert.Throws<InvalidOperationException>(ThrowInside);
        var other = new Thread(() => gate.Enter().Dispose());
        other.Start();
        Assert.True(other.Join(TimeSpan.FromSeconds(30)));

        void ThrowInside()
        {
            using (gate.Enter())
                throw new InvalidOperationException();
        }
    }
}
