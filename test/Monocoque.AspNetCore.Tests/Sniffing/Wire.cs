using System.Text;
using Monocoque.AspNetCore.Tests.Fakes;

namespace Monocoque.AspNetCore.Tests.Sniffing;

/// <summary>The octets of both protocols, and how they are sent and read.</summary>
internal static class Wire
{
    internal static byte[] HttpRequest { get; } = Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n");

    internal static byte[] Greeting { get; } = [0xFF, 0, 0, 0, 0, 0, 0, 0, 1, 0x7F, 3, 1, .. "NULL"u8, .. new byte[48]];

    internal static byte[] ReadyDealer { get; } = [4, 28, 5, .. "READY"u8, 11, .. "Socket-Type"u8, 0, 0, 0, 6, .. "DEALER"u8];

    internal static byte[] Hello { get; } = [0, 5, .. "hello"u8];

    internal static async Task SendAsync(this Stream stream, byte[] octets, bool oneByOne = false)
    {
        foreach (var piece in oneByOne ? octets.Select(static octet => new[] { octet }) : [octets])
            await stream.WriteAsync(piece, TestContext.Current.CancellationToken).AsTask().Within();
    }

    internal static async Task<byte[]> ReadAsync(this Stream stream, int count)
    {
        var octets = new byte[count];
        await stream.ReadExactlyAsync(octets, TestContext.Current.CancellationToken).AsTask().Within();
        return octets;
    }

    /// <summary>All up to the end, which may be a reset.</summary>
    internal static async Task<string> ReadToEndAsync(this Stream stream)
    {
        using var all = new MemoryStream();
        try
        {
            await stream.CopyToAsync(all, TestContext.Current.CancellationToken).Within();
        }
        catch (IOException)
        {
            // Whoever is refused may be cut off.
        }
        return Encoding.Latin1.GetString(all.ToArray());
    }

    /// <summary>Talks ZMTP as a DEALER that says hello, and returns the answer.</summary>
    internal static async Task<string> AskHelloAsync(this Stream stream, bool oneByOne)
    {
        await stream.SendAsync(Greeting, oneByOne);
        Assert.Equal(0xFF, (await stream.ReadAsync(64))[0]);
        await stream.SendAsync(ReadyDealer, oneByOne);
        var ready = await stream.ReadAsync(2);
        await stream.ReadAsync(ready[1]);
        await stream.SendAsync(Hello, oneByOne);
        var frame = await stream.ReadAsync(2);
        return Encoding.ASCII.GetString(await stream.ReadAsync(frame[1]));
    }
}
