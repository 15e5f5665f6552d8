using System.Security.Cryptography;

namespace Monocoque.Zmtp.Tests.Mechanisms;

/// <summary>The boxes of traffic are those of <c>crypto_secretbox</c>, octet for octet, whatever their length.</summary>
public sealed class CurveStreamTests
{
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(Sodium.KeySize);

    public CurveStreamTests() => Sodium.ThrowIfMissing();

    private static IEnumerable<int> Lengths => [.. Enumerable.Range(0, 600), .. Enumerable.Range(1980, 150), 4095, 4096, 65_537, 1_000_000];

    [Fact]
    public void Box_is_that_of_secretbox()
    {
        using var stream = new CurveStream(_key, CurveNonce.MessageFromClient);
        Assert.All(Lengths.Skip(1), length =>
        {
            var text = RandomNumberGenerator.GetBytes(length);
            var box = new byte[Sodium.MacSize + length];
            stream.Seal(box, text[0], text.AsSpan(1), 0x0102_0304_0506_0708);
            Assert.Equal(SecretBox(text, 0x0102_0304_0506_0708), box);
        });
    }

    [Fact]
    public void Box_of_secretbox_opens_also_where_it_lies()
    {
        using var stream = new CurveStream(_key, CurveNonce.MessageFromClient);
        Assert.All(Lengths, length =>
        {
            var text = RandomNumberGenerator.GetBytes(length);
            var box = SecretBox(text, 7);
            var opened = new byte[length];
            Assert.True(stream.TryOpen(opened, box, 7));
            Assert.Equal(text, opened);
            Assert.True(stream.TryOpen(box.AsSpan(Sodium.MacSize), box, 7));
            Assert.Equal(text, box[Sodium.MacSize..]);
        });
    }

    [Theory]
    [InlineData(1)]
    [InlineData(65)]
    [InlineData(3000)]
    public void Box_with_any_octet_changed_is_refused_and_nothing_is_written(int length)
    {
        using var stream = new CurveStream(_key, CurveNonce.MessageFromClient);
        var box = SecretBox(RandomNumberGenerator.GetBytes(length), 1);
        var opened = new byte[length];
        for (var i = 0; i < box.Length; i += i < 100 ? 1 : 97)
        {
            box[i] ^= 0x10;
            Assert.False(stream.TryOpen(opened, box, 1));
            box[i] ^= 0x10;
        }
        Assert.False(stream.TryOpen(opened, box, 2));
        Assert.All(opened, octet => Assert.Equal(0, octet));
        Assert.True(stream.TryOpen(opened, box, 1));
    }

    [Fact]
    public void Key_is_wiped_in_the_end()
    {
        var stream = new CurveStream(_key, CurveNonce.MessageFromServer);
        Assert.False(stream.IsWiped);
        stream.Dispose();
        Assert.True(stream.IsWiped);
    }

    private byte[] SecretBox(byte[] text, ulong counter)
    {
        Span<byte> nonce = stackalloc byte[Sodium.NonceSize];
        CurveNonce.Write(nonce, CurveNonce.MessageFromClient, counter);
        var box = new byte[Sodium.MacSize + text.Length];
        Sodium.Seal(box, text, nonce, _key);
        return box;
    }
}
