using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Monocoque.Samples.Support;

/// <summary>A program as a process of its own, with what it has written so far. Disposing it ends it whatever it does.</summary>
internal sealed class RunningProgram : IAsyncDisposable
{
    /// <summary>For a busy machine. Running into it is a failure.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process = new();
    private readonly Lock _lock = new();
    private readonly List<string> _lines = [];
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private RunningProgram(string folder, IEnumerable<string> command)
    {
        var words = Signals.Interruptible(command).ToArray();
        _process.StartInfo = new ProcessStartInfo(words[0], words[1..])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // What the build that runs these tests tells its own children must not reach a build of theirs.
        foreach (var name in _process.StartInfo.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToList())
            _process.StartInfo.Environment.Remove(name);
        _process.StartInfo.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        _process.StartInfo.Environment.Remove("ASPNETCORE_URLS");
        _process.OutputDataReceived += (_, line) => Add(line.Data);
        _process.ErrorDataReceived += (_, line) => Add(line.Data);
    }

    internal int Id => _process.Id;

    /// <summary>All that was written so far.</summary>
    internal string Output
    {
        get
        {
            lock (_lock)
                return string.Join('\n', _lines);
        }
    }

    internal static RunningProgram Start(string folder, params IEnumerable<string> command)
    {
        var program = new RunningProgram(folder, command);
        program._process.Start();
        program._process.BeginOutputReadLine();
        program._process.BeginErrorReadLine();
        return program;
    }

    /// <summary>Waits until a line fits <paramref name="pattern"/>, also one that was written before.</summary>
    internal async Task<Match> WaitForAsync(Regex pattern)
    {
        using var deadline = new CancellationTokenSource(Patience);
        for (var read = 0; ;)
        {
            string? line = null;
            Task more;
            lock (_lock)
            {
                if (read < _lines.Count)
                    line = _lines[read++];
                more = _more.Task;
            }
            if (line is null)
                await WaitForMoreAsync(more, pattern, deadline.Token);
            else if (pattern.Match(line) is { Success: true } match)
                return match;
        }
    }

    /// <summary>Presses Ctrl+C.</summary>
    internal void Interrupt() => Signals.Interrupt(_process.Id);

    /// <summary>Waits for the end, and returns the exit code.</summary>
    internal async Task<int> WaitForExitAsync()
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Patience, TestContext.Current.CancellationToken);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
    }

    private async Task WaitForMoreAsync(Task more, Regex pattern, CancellationToken deadline)
    {
        var ended = _process.WaitForExitAsync(deadline);
        if (await Task.WhenAny(more, ended) == more)
            return;
        if (deadline.IsCancellationRequested || !more.IsCompleted)
            Assert.Fail($"The program {(deadline.IsCancellationRequested ? "did not write" : "ended without writing")} '{pattern}'. It wrote:\n{Output}");
    }

    private void Add(string? line)
    {
        if (line is null)
            return;
        TaskCompletionSource waiting;
        lock (_lock)
        {
            _lines.Add(line);
            waiting = _more;
            _more = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
        waiting.SetResult();
    }
}
