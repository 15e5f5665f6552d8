using System.Diagnostics;
using Monocoque.Transport.IoUring.Loop;

namespace Monocoque.Transport.IoUring.Threading;

public class AdaptiveSpinTests
{
    [Fact]
    public void Looking_that_does_not_pay_ends()
    {
        var spin = new AdaptiveSpin(50);

        for (var i = 0; i < 20; i++)
            spin.Miss();

        Assert.Equal(0, spin.Budget);
    }

    [Fact]
    public void Short_sleep_brings_the_budget_back_and_a_long_one_does_not()
    {
        var spin = new AdaptiveSpin(50);
        var full = spin.Budget;
        for (var i = 0; i < 20; i++)
            spin.Miss();

        spin.Slept(Stopwatch.Frequency);
        Assert.Equal(0, spin.Budget);
        spin.Slept(full / 2);
        Assert.Equal(full, spin.Budget);
    }

    [Fact]
    public void Hits_grow_the_budget_to_its_limit()
    {
        var spin = new AdaptiveSpin(50);
        var full = spin.Budget;
        spin.Miss();
        Assert.True(spin.Budget < full);

        spin.Hit();
        spin.Hit();

        Assert.Equal(full, spin.Budget);
    }

    [Fact]
    public void Nothing_is_spent_when_switched_off()
    {
        var spin = new AdaptiveSpin(0);
        spin.Slept(0);
        spin.Hit();

        Assert.Equal(0, spin.Budget);
    }
}
