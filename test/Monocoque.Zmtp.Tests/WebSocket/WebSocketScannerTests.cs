using Monocoque.Testing;

namespace Monocoque.Zmtp.Tests;

/// <summary>Frames of RFC 6455 on their way to somebody else.</summary>
public sealed class WebSocketScannerTests
{
    /// <summary>Whether the octets end a message, or a control frame that is no part of one.</summary>
    private static readonly (int First, int Length, bool Ends)[] s_frames =
    [
        (0x82, 0, true), (0x82, 1, true), (0x81, 125, true), (0x82, 126, true), (0x82, 300, true), (0x82, 70_000, true), (0x89, 0, true), (0x8A, 125, true),
        (0x02, 5, false), (0x00, 0, false), (0x89, 4, false), (0x80, 200, true), (0xC2, 3, true), (0x88, 2, true),
    ];

    public static TheoryData<bool> Directions => [true, false];

    [Theory]
    [MemberData(nameof(Directions))]
    public void Frames_that_keep_the_rule_pass_as_they_are_however_they_are_cut(bool isMasked)
    {
        byte[] input = [.. s_frames.SelectMany(frame => Frame(frame.First, frame.Length, isMasked))];
        foreach (var split in SplitReplay.Of(input.Length))
        {
            var scanner = new WebSocketScanner(isMasked);
            Assert.True(input.AsSpan().SequenceEqual(Pass(ref scanner, split.Cut(input))), split.Name);
            Assert.False(scanner.IsBroken);
        }
    }

    [Theory]
    [MemberData(nameof(Directions))]
    public void Middle_of_a_message_is_known_at_every_octet(bool isMasked)
    {
        var scanner = new WebSocketScanner(isMasked);
        foreach (var (first, length, ends) in s_frames)
        {
            var frame = Frame(first, length, isMasked);
            for (var i = 0; i < frame.Length; i++)
            {
                // An octet that is held back comes again with the next.
                var passed = scanner.Scan(i == 1 ? frame.AsSpan(0, 2) : frame.AsSpan(i, 1));
                Assert.Equal(i switch { 0 => 0, 1 => 2, _ => 1 }, passed);
                Assert.Equal(i < frame.Length - 1 || !ends, scanner.IsInMessage);
            }
        }
    }

    [Theory]
    [InlineData(0x82, 5)]
    [InlineData(0x82, 300)]
    [InlineData(0x02, 70_000)]
    [InlineData(0x80, 0)]
    [InlineData(0x89, 125)]
    [InlineData(0x88, 2)]
    public void Frame_that_breaks_the_rule_and_all_behind_it_do_not_pass_wherever_it_is_and_however_it_is_cut(int first, int length)
    {
        foreach (var isMasked in (bool[])[true, false])
        {
            byte[] before = [.. Frame(0x82, 3, isMasked), .. Frame(0x8A, 0, isMasked)];
            byte[] input = [.. before, .. Frame(first, length, !isMasked), .. Frame(0x82, 4, isMasked)];
            foreach (var split in SplitReplay.Of(input.Length))
            {
                var scanner = new WebSocketScanner(isMasked);
                Assert.True(before.AsSpan().SequenceEqual(Pass(ref scanner, split.Cut(input))), split.Name);
                Assert.True(scanner.IsBroken);
                Assert.Equal(isMasked ? "828000000000" : "8200", Convert.ToHexString(scanner.Substitute.Span));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Directions))]
    public void Substitute_ends_the_message_that_is_open(bool isMasked)
    {
        var scanner = new WebSocketScanner(isMasked);
        byte[] input = [.. Frame(0x02, 3, isMasked), .. Frame(0x8A, 0, isMasked), .. Frame(0x80, 3, !isMasked)];
        Pass(ref scanner, [input]);
        Assert.True(scanner.IsBroken);
        Assert.Equal(isMasked ? "808000000000" : "8000", Convert.ToHexString(scanner.Substitute.Span));
    }

    [Fact]
    public void Length_beyond_all_is_left_to_whoever_reads_it()
    {
        var scanner = new WebSocketScanner(isMasked: true);
        byte[] input = [0x82, 0xFF, .. Enumerable.Repeat((byte)0xFF, 8), .. new byte[1000]];
        Assert.Equal(input, Pass(ref scanner, [input]));
        Assert.True(scanner.IsInMessage);
        Assert.False(scanner.IsBroken);
    }

    private static byte[] Frame(int first, int length, bool isMasked)
    {
        var mask = isMasked ? 0x80 : 0;
        byte[] head = length switch
        {
            < 126 => [(byte)first, (byte)(mask | length)],
            <= ushort.MaxValue => [(byte)first, (byte)(mask | 126), (byte)(length >> 8), (byte)length],
            _ => [(byte)first, (byte)(mask | 127), 0, 0, 0, 0, (byte)(length >> 24), (byte)(length >> 16), (byte)(length >> 8), (byte)length],
        };
        byte[] key = isMasked ? [1, 2, 3, 4] : [];
        return [.. head, .. key, .. new byte[length]];
    }

    /// <summary>What comes out until one is broken, if what is held back is handed in again.</summary>
    private static byte[] Pass(ref WebSocketScanner scanner, IEnumerable<ReadOnlyMemory<byte>> pieces)
    {
        var output = new List<byte>();
        byte[] held = [];
        foreach (var piece in pieces)
        {
            byte[] octets = [.. held, .. piece.Span];
            var passed = scanner.Scan(octets);
            output.AddRange(octets[..passed]);
            held = octets[passed..];
            if (scanner.IsBroken)
                return [.. output];
            Assert.InRange(held.Length, 0, 1);
        }
        Assert.Empty(held);
        return [.. output];
    }
}
