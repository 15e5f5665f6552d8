using System.Buffers;
using Monocoque.Fuzz.Engine;
using Monocoque.Fuzz.Grammar;
using Monocoque.Zmtp;

namespace Monocoque.Fuzz.Targets;

/// <summary>The bodies of commands: what can be read was there, and what is written can be read back.</summary>
internal sealed class CommandTarget : PlainTarget
{
    internal override string Name => "command";

    internal override byte[] Make(Random random) => random.Next(3) == 0
        ? OctetMutator.Noise(random, 40)
        : Wire.CommandBody(Wire.AnyCommand(random), OctetMutator.Noise(random, random.Next(4) == 0 ? 600 : 30));

    internal override void Run(ReadOnlySpan<byte> input, Trace trace)
    {
        var isCommand = CommandReader.TryRead(input, out var name, out var data);
        Finding.Unless(isCommand == (input.Length > 1 && input[0] > 0 && input[0] < input.Length), "a command is a name that fits, and data");
        trace.Add(isCommand ? "command" : "none", name.Length);
        if (!isCommand)
            return;
        Finding.Unless(1 + name.Length + data.Length == input.Length, "parts that are not the whole");
        trace.Add(CommandReader.IsLetters(name) ? "letters" : "others", data.Length);
        CheckPing(data, trace);
        CheckError(data, trace);
        CheckSubscription(data);
        CheckGroup(data, trace);
    }

    private static void CheckPing(ReadOnlySpan<byte> data, Trace trace)
    {
        var isPing = CommandReader.TryReadPing(data, out var ttl, out var context);
        trace.Add(isPing ? "ping" : "no ping", context.Length);
        Finding.Unless(isPing == (data.Length >= 2) && context.Length <= CommandReader.MaxPingContext, "a PING is a time and up to 16 octets");
        if (!isPing)
            return;
        var output = new ArrayBufferWriter<byte>();
        CommandWriter.WritePing(output, ttl, context);
        var again = Read(output, "PING"u8);
        Finding.Unless(CommandReader.TryReadPing(again, out var sameTtl, out var sameContext) && sameTtl == ttl && sameContext.SequenceEqual(context), "another PING");
        output.Clear();
        CommandWriter.WritePong(output, context);
        Finding.Unless(Read(output, "PONG"u8).SequenceEqual(context), "another PONG");
    }

    private static void CheckError(ReadOnlySpan<byte> data, Trace trace)
    {
        var reason = CommandReader.ReadErrorReason(data);
        trace.Add("error", reason.Length);
        Finding.Unless(reason.Length is > 0 and <= byte.MaxValue && reason.All(static c => c is >= ' ' and <= '~'), "a reason that is no text for a log");
        var output = new ArrayBufferWriter<byte>();
        CommandWriter.WriteError(output, reason);
        Finding.Unless(CommandReader.ReadErrorReason(Read(output, "ERROR"u8)) == reason, "another ERROR");
    }

    private static void CheckSubscription(ReadOnlySpan<byte> topic)
    {
        foreach (var subscribe in new[] { true, false })
        {
            var output = new ArrayBufferWriter<byte>();
            CommandWriter.WriteSubscription(output, topic, subscribe);
            Finding.Unless(Read(output, subscribe ? "SUBSCRIBE"u8 : "CANCEL"u8).SequenceEqual(topic), "another subscription");
        }
    }

    private static void CheckGroup(ReadOnlySpan<byte> group, Trace trace)
    {
        var isGroup = CommandReader.IsGroup(group);
        trace.Add(isGroup ? "group" : "no group");
        Finding.Unless(isGroup == (group.Length <= 255 && group.IndexOf((byte)0) < 0), "a group is up to 255 octets that are not zero");
        var output = new ArrayBufferWriter<byte>();
        CommandWriter.WriteGroup(output, group, join: true);
        Finding.Unless(Read(output, "JOIN"u8).SequenceEqual(group), "another group");
    }

    private static ReadOnlySpan<byte> Read(ArrayBufferWriter<byte> output, ReadOnlySpan<byte> expected)
    {
        OutputCheck.Check(output.WrittenSpan, hasGreeting: false);
        var rest = output.WrittenSpan;
        var reader = default(FrameHeaderReader);
        Finding.Unless(reader.Read(ref rest, out var header) == HeaderStatus.Done && header.IsCommand && header.Size == (ulong)rest.Length, "a frame that is none");
        Finding.Unless(CommandReader.TryRead(rest, out var name, out var data) && name.SequenceEqual(expected), "another command");
        return data;
    }
}
