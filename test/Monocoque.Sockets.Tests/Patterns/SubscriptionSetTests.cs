namespace Monocoque.Patterns;

public class SubscriptionSetTests
{
    private readonly SubscriptionSet _set = new();

    [Fact]
    public void Only_the_first_subscribe_and_the_last_unsubscribe_are_changes()
    {
        Assert.True(_set.Add("a"u8));
        Assert.False(_set.Add("a"u8));
        Assert.False(_set.Remove("a"u8));
        Assert.True(_set.Matches("ab"u8));
        Assert.True(_set.Remove("a"u8));
        Assert.False(_set.Matches("ab"u8));
        Assert.False(_set.Remove("a"u8));
        Assert.Equal(0, _set.Count);
    }

    [Fact]
    public void Fresh_set_matches_nothing()
    {
        Assert.False(_set.Matches(""u8));
        Assert.Empty(_set.ToArray());
        Assert.False(_set.Remove(""u8));
    }

    [Fact]
    public void Empty_prefix_matches_everything_and_is_listed()
    {
        Assert.True(_set.Add(""u8));

        Assert.True(_set.Matches(""u8));
        Assert.True(_set.Matches("x"u8));
        Assert.Equal([[]], _set.ToArray());
    }

    [Fact]
    public void Forks_are_no_entries()
    {
        _set.Add("abc"u8);
        _set.Add("abd"u8);

        Assert.False(_set.Matches("ab"u8));
        Assert.False(_set.Remove("ab"u8));
        Assert.Equal(2, _set.ToArray().Length);
        Assert.True(_set.Add("ab"u8));
        Assert.True(_set.Matches("abx"u8));
    }

    [Fact]
    public void List_has_each_prefix_once()
    {
        _set.Add("EUR."u8);
        _set.Add("EUR."u8);
        _set.Add("EUR.USD"u8);
        _set.Add([0, 255]);

        Assert.Equal(
            ["00FF", "4555522E", "4555522E555344"],
            _set.ToArray().Select(Convert.ToHexString).Order(StringComparer.Ordinal));
    }
}
