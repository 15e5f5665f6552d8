using System.Text;

namespace Monocoque.Interop.Support;

/// <summary>Messages as arrays of octets, the form both sides can be compared in.</summary>
internal static class Frames
{
    internal static readonly byte[] Empty = [];

    internal static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);

    internal static byte[][] Texts(params string[] texts) => [.. texts.Select(Text)];

    internal static byte[] Number(int number) => Text(number.ToString("D5", System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>Octets in which a shift, a swap or a lost block shows.</summary>
    internal static byte[] Body(int size)
    {
        var body = new byte[size];
        for (var i = 0; i < size; i++)
            body[i] = (byte)(i * 31 + i / 251);
        return body;
    }

    internal static byte[][] Prepend(byte[][] message, params byte[][] envelope) => [.. envelope, .. message];

    /// <summary>Compares by span: the messages may have megabytes.</summary>
    internal static void AssertEqual(byte[][] expected, byte[][] actual)
    {
        if (expected.Length == actual.Length && expected.Zip(actual).All(pair => pair.First.AsSpan().SequenceEqual(pair.Second)))
            return;
        Assert.Fail($"Expected {Describe(expected)}, received {Describe(actual)}.");
    }

    private static string Describe(byte[][] message) =>
        $"[{string.Join(", ", message.Select(frame => $"{frame.Length}:{Convert.ToHexString(frame.AsSpan(0, Math.Min(frame.Length, 24)))}"))}]";
}
