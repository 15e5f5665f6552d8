using System.Diagnostics;

namespace Monocoque.Transport.IoUring.Support;

/// <summary>Waits for what comes about in its own time.</summary>
internal static class Eventually
{
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>For states that raise no event: looks again until they are there.</summary>
    internal static Task TrueAsync(Func<bool> condition, Func<string>? describe = null) => TrueAsync(() => Task.FromResult(condition()), describe);

    /// <summary>The same where looking takes time, or does something.</summary>
    internal static async Task TrueAsync(Func<Task<bool>> condition, Func<string>? describe = null)
    {
        var start = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            if (Stopwatch.GetElapsedTime(start) > Patience)
                Assert.Fail(describe?.Invoke() ?? "It never came about.");
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
    }

    internal static Task InTime(this Task task) => task.WaitAsync(Patience, TestContext.Current.CancellationToken);

    internal static Task<T> InTime<T>(this Task<T> task) => task.WaitAsync(Patience, TestContext.Current.CancellationToken);

    internal static Task<T> InTime<T>(this ValueTask<T> task) => task.AsTask().InTime();

    /// <summary>Completes when the token is cancelled.</summary>
    internal static async Task CancelledAsync(CancellationToken token)
    {
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = token.Register(cancelled.SetResult);
        await cancelled.Task.InTime();
    }
}
