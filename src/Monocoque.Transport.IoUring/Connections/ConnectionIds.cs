namespace Monocoque.Transport.IoUring.Connections;

/// <summary>Short ids, in the style of Kestrel's: increasing, thirteen characters.</summary>
internal static class ConnectionIds
{
    private const string Digits = "0123456789ABCDEFGHIJKLMNOPQRSTUV";
    private const int Length = 13;

    /// <summary>Begins with the time, so that restarts do not repeat ids.</summary>
    private static long s_last = DateTime.UtcNow.Ticks;

    internal static string Next() => string.Create(Length, Interlocked.Increment(ref s_last), static (characters, id) =>
    {
        for (var i = Length - 1; i >= 0; i--, id >>= 5)
            characters[i] = Digits[(int)id & 31];
    });
}
