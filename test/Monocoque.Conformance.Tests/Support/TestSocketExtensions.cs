using System.Text;
using Monocoque.Interop.Support;

namespace Monocoque.Conformance.Support;

/// <summary>Messages written as texts: a character is an octet, a bar parts the frames of what was received.</summary>
internal static class TestSocketExtensions
{
    extension(ITestSocket socket)
    {
        internal Task SendTextAsync(params string[] frames) => socket.SendAsync([.. frames.Select(Encoding.Latin1.GetBytes)]);

        internal Task<bool> TrySendTextAsync(params string[] frames) => socket.TrySendAsync([.. frames.Select(Encoding.Latin1.GetBytes)]);

        internal async Task<string> ReceiveTextAsync() => (await socket.ReceiveAsync()).Text();

        /// <summary>Receives and compares.</summary>
        internal async Task ExpectAsync(params string[] frames) =>
            Frames.AssertEqual([.. frames.Select(Encoding.Latin1.GetBytes)], await socket.ReceiveAsync());

        /// <summary>Nothing waits, nor comes in a moment. Says little alone: something must have come that was sent later.</summary>
        internal async Task ExpectNothingAsync() =>
            Assert.Null((await socket.TryReceiveAsync(TimeSpan.FromMilliseconds(20)))?.Text());
    }

    extension(byte[][] frames)
    {
        internal string Text() => string.Join('|', frames.Select(Encoding.Latin1.GetString));
    }
}
