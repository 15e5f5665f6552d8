using Monocoque.Interop.Support;

namespace Monocoque.Conformance.Support;

/// <summary>Numbered messages of 64 KiB, more than queues and the system's buffers hold.</summary>
internal static class Flood
{
    /// <summary>More messages than any queue here and the buffers of the system could hold.</summary>
    private const int Enough = 4000;

    private static readonly byte[] s_body = Frames.Body(64 * 1024);

    extension(ITestSocket socket)
    {
        /// <summary>Sends to who does not read until a send would have to wait; returns how many went.</summary>
        internal async Task<int> FillAsync(params byte[][] envelope)
        {
            for (var sent = 0; sent < Enough; sent++)
            {
                if (!await socket.TrySendAsync(Frames.Prepend([Frames.Number(sent), s_body], envelope)))
                    return sent;
            }
            throw new InvalidOperationException("The peer that does not read never held the sender up.");
        }

        /// <summary>Receives the numbers up to <paramref name="count"/>, each once, in order, and whole.</summary>
        internal async Task ExpectFloodAsync(int count)
        {
            for (var i = 0; i < count; i++)
                Frames.AssertEqual([Frames.Number(i), s_body], await socket.ReceiveAsync());
        }
    }
}
