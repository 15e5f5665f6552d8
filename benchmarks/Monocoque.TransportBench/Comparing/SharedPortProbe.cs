using System.Net.Sockets;
using Monocoque.TransportBench.Arms;
using Monocoque.TransportBench.Scenarios;

namespace Monocoque.TransportBench.Comparing;

/// <summary>Asks the HTTP port of a server whether it is shared, so that nothing is compared with itself.</summary>
internal static class SharedPortProbe
{
    /// <summary>How a ZMTP greeting begins, and what lets HTTP answer it: with status 400.</summary>
    private static readonly byte[] s_question = [0xFF, 0, 0, 0, 0, 0, 0, 0, 1, 0x7F, .. "\r\n\r\n"u8];

    /// <returns>What is not as the arm has it; <see langword="null"/> if all is.</returns>
    internal static string? FindFault(Arm arm, int port)
    {
        var first = Ask(port);
        return (arm.SharesPorts, first) switch
        {
            (true, 0xFF) or (false, (byte)'H') => null,
            (true, _) => $"the HTTP port does not speak ZMTP: its first octet is 0x{first:X2}",
            _ => $"the HTTP port does not speak HTTP: its first octet is 0x{first:X2}",
        };
    }

    private static byte Ask(int port)
    {
        using var socket = LoopbackClient.Connect(port);
        socket.Send(s_question);
        var answer = new byte[1];
        return socket.Receive(answer) == 1 ? answer[0] : throw new InvalidDataException("The HTTP port closed the connection that asked whether it is shared.");
    }
}
