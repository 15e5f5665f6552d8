using System.ComponentModel;
using System.Diagnostics;

namespace Monocoque.Transport.IoUring.Support;

/// <summary>Programs that others have written. What they understand is HTTP.</summary>
internal static class Tool
{
    /// <returns>What it wrote.</returns>
    internal static async Task<string> RunAsync(string program, params string[] arguments)
    {
        using var process = Start(program, arguments);
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken).InTime();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}. {await output}{await errors}");
        return await output;
    }

    private static Process Start(string program, string[] arguments)
    {
        try
        {
            return Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        }
        catch (Win32Exception exception)
        {
            throw new InvalidOperationException($"The tests need the program {program} (packages curl, wrk, nghttp2-client): {exception.Message}", exception);
        }
    }
}
