namespace Monocoque.Docs;

internal static class Complaints
{
    /// <summary>Fails with every line there is, unabridged, because each is a place to go to.</summary>
    internal static void None(IEnumerable<string> complaints)
    {
        var all = string.Join('\n', complaints);
        Assert.True(all.Length == 0, all);
    }
}
