using System.Diagnostics;
using System.Text.Json;
using Monocoque.TransportBench.Arms;
using Monocoque.TransportBench.Serving;

namespace Monocoque.TransportBench.Comparing;

/// <summary>This program as a server in a process of its own, for one run.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly Task<string> _errors;

    private ServerProcess(Process process)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync();
    }

    internal int Id => _process.Id;

    internal ServerPorts Ports { get; private set; } = null!;

    /// <summary>Starts it and waits until it listens.</summary>
    internal static async Task<ServerProcess> StartAsync(Arm arm)
    {
        var server = new ServerProcess(Process.Start(CreateStartInfo(arm))!);
        try
        {
            server.Ports = await server.ReadAsync<ServerPorts>();
            return server;
        }
        catch (Exception exception) when (exception is InvalidDataException or TimeoutException)
        {
            await server.DisposeAsync();
            throw new BenchException($"The server of arm '{arm.Name}' does not start. {exception.Message}", exception);
        }
    }

    /// <summary>Asks a question of the control channel.</summary>
    internal async Task<ServerReport> AskAsync(string question)
    {
        await _process.StandardInput.WriteLineAsync(question);
        await _process.StandardInput.FlushAsync();
        return await ReadAsync<ServerReport>();
    }

    /// <summary>How it ended; <see langword="null"/> while it runs.</summary>
    internal async Task<string?> FindEndAsync() =>
        _process.HasExited ? $"the server ended with code {_process.ExitCode}: {(await _errors).Trim()}" : null;

    public async ValueTask DisposeAsync()
    {
        // The end of its input is the server's sign to stop.
        _process.StandardInput.Close();
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

    private static ProcessStartInfo CreateStartInfo(Arm arm)
    {
        var start = OwnProgram.CreateStartInfo(["serve", "--transport", arm.Name]);
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        // Only its arm may have this one, whatever the shell has set.
        start.Environment.Remove(SocketsArms.InlineCompletions);
        foreach (var (name, value) in arm.Environment)
            start.Environment[name] = value;
        return start;
    }

    private async Task<T> ReadAsync<T>()
    {
        var line = await _process.StandardOutput.ReadLineAsync().WaitAsync(s_patience)
            ?? throw new InvalidDataException((await _errors).Trim());
        return JsonSerializer.Deserialize<T>(line)!;
    }
}
