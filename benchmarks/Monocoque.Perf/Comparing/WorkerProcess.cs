using System.Diagnostics;
using Monocoque.Perf.Tools;

namespace Monocoque.Perf.Comparing;

/// <summary>One end of the traffic in a process of its own. It stops when its input ends, so none outlives its harness.</summary>
internal sealed class WorkerProcess : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly Task<string> _errors;

    private WorkerProcess(Process process)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync();
    }

    internal int Id => _process.Id;

    internal static WorkerProcess Start(ProcessStartInfo start)
    {
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        return new WorkerProcess(Process.Start(start)!);
    }

    /// <summary>The address that a binding end listens on.</summary>
    internal Task<string> ReadAddressAsync() => ReadAsync(ToolReport.Listening, s_patience);

    /// <summary>What this end measured.</summary>
    /// <param name="within">How long that should take.</param>
    internal async Task<ToolReport> ReadReportAsync(TimeSpan within)
    {
        var line = await ReadAsync(ToolReport.Mark, within + s_patience);
        return ToolReport.Parse(ToolReport.Mark + line);
    }

    /// <summary>Bytes of memory that are present, after a collection that gives back what it can.</summary>
    internal async Task<long> ReadMemoryAsync()
    {
        await _process.StandardInput.WriteLineAsync(ToolReport.Collect);
        await _process.StandardInput.FlushAsync();
        await ReadAsync(ToolReport.Collected, s_patience);
        return ProcessUsage.ReadResidentBytes(Id);
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has ended by itself.
        }
        using var deadline = new CancellationTokenSource(s_patience);
        try
        {
            await _process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill();
            await _process.WaitForExitAsync(CancellationToken.None);
        }
        _process.Dispose();
    }

    private async Task<string> ReadAsync(string mark, TimeSpan patience)
    {
        var line = await _process.StandardOutput.ReadLineAsync().WaitAsync(patience)
            ?? throw new InvalidDataException($"{Name()} has ended: {(await _errors).Trim()}");
        return line.StartsWith(mark, StringComparison.Ordinal)
            ? line[mark.Length..]
            : throw new InvalidDataException($"{Name()} said '{line}' instead of '{mark}…'.");
    }

    private string Name() => string.Join(' ', [Path.GetFileName(_process.StartInfo.FileName), .. _process.StartInfo.ArgumentList.Take(4)]);
}
