namespace Monocoque.AspNetCore.Tests.Fakes;

/// <summary>A bound on every wait, so that a test that fails does not hang. Generous, because the machine may be busy.</summary>
internal static class Deadline
{
    internal static TimeSpan Time { get; } = TimeSpan.FromSeconds(30);

    internal static Task<T> Within<T>(this ValueTask<T> task) => task.AsTask().WaitAsync(Time, TestContext.Current.CancellationToken);

    internal static Task Within(this ValueTask task) => task.AsTask().WaitAsync(Time, TestContext.Current.CancellationToken);

    internal static Task<T> Within<T>(this Task<T> task) => task.WaitAsync(Time, TestContext.Current.CancellationToken);

    internal static Task Within(this Task task) => task.WaitAsync(Time, TestContext.Current.CancellationToken);

    /// <summary>Does <paramref name="attempt"/> until it succeeds: for what starts in the background and gives no sign, such as a subscription.</summary>
    internal static async Task UntilAsync(Func<Task<bool>> attempt)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(Time);
        while (!await attempt())
        {
            deadline.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
