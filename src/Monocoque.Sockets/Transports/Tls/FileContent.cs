namespace Monocoque.Transports;

/// <summary>
/// What was made of some files, and is made anew when they have changed. If that fails what was there stays. What the files contain is looked at again when they
/// change again; what could not be read is tried again each time, because who may read a file changes without a trace in it.
/// </summary>
internal sealed class FileContent<T>
    where T : class
{
    private readonly Lock _lock = new();
    private readonly IReadOnlyList<string> _paths;
    private readonly Func<T> _load;
    private readonly Action<Exception> _onFailure;
    private List<Stamp?> _stamps;
    private bool _isUnread;
    private T _current;

    /// <param name="paths">The files.</param>
    /// <param name="load">Makes something of them. If it throws now, the exception is the caller's.</param>
    /// <param name="onFailure">Hears of the exceptions of later, once for each change of the files.</param>
    internal FileContent(IReadOnlyList<string> paths, Func<T> load, Action<Exception> onFailure)
    {
        _paths = paths;
        _load = load;
        _onFailure = onFailure;
        // Before they are read: who changes them meanwhile has them read again.
        _stamps = Look();
        _current = load();
    }

    /// <summary>Looks at the files, so not for an I/O thread.</summary>
    internal T Current
    {
        get
        {
            var stamps = Look();
            lock (_lock)
            {
                var isChanged = !stamps.SequenceEqual(_stamps);
                if (isChanged || _isUnread)
                    LoadAgain(stamps, isChanged);
                return _current;
            }
        }
    }

    private void LoadAgain(List<Stamp?> stamps, bool isChanged)
    {
        _stamps = stamps;
        _isUnread = false;
        try
        {
            _current = _load();
        }
        catch (Exception exception)
        {
            _isUnread = exception is IOException or UnauthorizedAccessException;
            if (isChanged)
                _onFailure(exception);
        }
    }

    private List<Stamp?> Look() => [.. _paths.Select(Look)];

    /// <summary>Of what a link leads to: secrets are often mounted as links that stay while their target changes.</summary>
    private static Stamp? Look(string path)
    {
        try
        {
            var file = new FileInfo(path);
            if (file.ResolveLinkTarget(returnFinalTarget: true) is FileInfo target)
                file = target;
            return file.Exists ? new Stamp(file.FullName, file.LastWriteTimeUtc, file.Length) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private sealed record Stamp(string Path, DateTime Written, long Length);
}
