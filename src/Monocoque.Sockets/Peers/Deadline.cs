namespace Monocoque.Peers;

/// <summary>A moment at which something is to be looked at. Lives in one <see cref="DeadlineTimer"/>, at most once.</summary>
internal abstract class Deadline
{
    private static long s_last;

    /// <summary>Earliest first; two of the same moment in the order of their making.</summary>
    internal static IComparer<Deadline> Order { get; } = Comparer<Deadline>.Create(static (left, right) =>
        left.Due != right.Due ? left.Due.CompareTo(right.Due) : left.Number.CompareTo(right.Number));

    /// <summary>When, on the timer's clock. Belongs to the timer.</summary>
    internal TimeSpan Due { get; set; }

    /// <summary>It was taken out for good. Belongs to the timer.</summary>
    internal bool IsEnded { get; set; }

    private long Number { get; } = Interlocked.Increment(ref s_last);

    /// <summary>The moment has come. Runs on the timer's thread, so it must be short; to be called again, set the deadline again.</summary>
    /// <param name="due">When it was to be called.</param>
    /// <param name="now">When it is; later by as much as the machine was busy.</param>
    internal abstract void OnDue(TimeSpan due, TimeSpan now);
}
