namespace Monocoque.Patterns;

/// <summary>Callers that wait for something to become true of a socket. All members are used under the socket's gate.</summary>
internal sealed class ConditionList
{
    private readonly List<(Func<bool> Condition, TaskCompletionSource Done)> _waiting = [];

    internal TaskCompletionSource Add(Func<bool> condition)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting.Add((condition, done));
        return done;
    }

    internal void Remove(TaskCompletionSource done) => _waiting.RemoveAll(entry => entry.Done == done);

    /// <summary>Something has changed.</summary>
    internal void Check()
    {
        foreach (var (condition, done) in _waiting)
        {
            if (condition())
                done.TrySetResult();
        }
    }

    internal void FailAll(Exception reason)
    {
        foreach (var (_, done) in _waiting)
            done.TrySetException(reason);
    }
}
