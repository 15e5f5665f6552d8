using System.Buffers;
using System.Text;

namespace Monocoque.Zmtp.Tests.Mechanisms;

/// <summary>Two sessions with security, joined by hand; the server's authenticator is the test.</summary>
internal sealed class Secured : IDisposable
{
    internal Secured(ZmtpSessionOptions client, ZmtpSessionOptions server)
    {
        Client = new ZmtpSession(client, Pool, isConnector: true);
        Server = new ZmtpSession(server, Pool);
    }

    internal MessagePool Pool { get; } = new(poisonReturned: true);

    internal ZmtpSession Client { get; }

    internal ZmtpSession Server { get; }

    /// <summary>What the server was asked; null: not yet.</summary>
    internal ZmtpCredentials? Shown { get; private set; }

    internal string ShownPassword { get; private set; } = "";

    internal static ZmtpSessionOptions CurveClient(ZmqSocketType type, byte[]? serverKey = null, byte[]? secretKey = null) =>
        new() { SocketType = type, Security = ZmtpSecurity.CurveClient(secretKey ?? CurveVectors.ClientSecret, serverKey ?? CurveVectors.ServerPublic) };

    internal static ZmtpSessionOptions CurveServer(ZmqSocketType type, byte[]? previous = null) =>
        new() { SocketType = type, Security = ZmtpSecurity.CurveServer(CurveVectors.ServerSecret, previous) };

    internal static ZmtpSessionOptions PlainClient(ZmqSocketType type, string user = "admin", string password = "secret") =>
        new() { SocketType = type, Security = ZmtpSecurity.PlainClient(Encoding.UTF8.GetBytes(user), Encoding.UTF8.GetBytes(password)) };

    internal static ZmtpSessionOptions PlainServer(ZmqSocketType type) => new() { SocketType = type, Security = ZmtpSecurity.PlainServer };

    /// <summary>A pair whose handshake is done.</summary>
    internal static Secured Connected(ZmtpSessionOptions client, ZmtpSessionOptions server)
    {
        var pair = new Secured(client, server);
        pair.ShakeHands();
        Assert.True(pair.Client.IsReady && pair.Server.IsReady, $"{pair.Client.ErrorReason} / {pair.Server.ErrorReason}");
        return pair;
    }

    /// <summary>Carries octets both ways until nobody has any; the server answers with <paramref name="status"/>.</summary>
    internal void ShakeHands(int status = 200)
    {
        var hasMoved = true;
        while (hasMoved)
        {
            hasMoved = Carry(Client, Server, status);
            hasMoved |= Carry(Server, Client, status);
        }
    }

    /// <summary>What the session would send, as it goes on the wire.</summary>
    internal static byte[] Take(ZmtpSession session)
    {
        var output = new ArrayBufferWriter<byte>();
        session.TakeOutput(output);
        return output.WrittenSpan.ToArray();
    }

    internal static byte[] Seal(ZmtpSession session, byte[] frames)
    {
        var output = new ArrayBufferWriter<byte>();
        session.Seal(frames, output);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>The messages in the octets, frames joined by bars; then the event that ended the reading, unless there was nothing more.</summary>
    internal static string Read(ZmtpSession session, byte[] octets)
    {
        ReadOnlySpan<byte> input = octets;
        var found = new List<string>();
        while (true)
        {
            var e = session.Read(ref input, out var message);
            if (e == ZmtpEvent.Message)
                found.Add(string.Join('|', Enumerable.Range(0, message.Count).Select(message.GetString)));
            else if (e is ZmtpEvent.Subscribe or ZmtpEvent.Cancel)
                found.Add($"{e}({Encoding.UTF8.GetString(session.Topic)})");
            else if (e != ZmtpEvent.NeedMoreData)
                found.Add(e.ToString());
            message.Dispose();
            if (e is ZmtpEvent.NeedMoreData or ZmtpEvent.Failed)
                return string.Join(' ', found);
        }
    }

    public void Dispose()
    {
        Client.Dispose();
        Server.Dispose();
    }

    private bool Carry(ZmtpSession from, ZmtpSession to, int status)
    {
        var octets = Take(from);
        if (octets.Length == 0 || to.Error != ZmtpError.None)
            return false;
        ReadOnlySpan<byte> input = octets;
        while (true)
        {
            var e = to.Read(ref input, out _);
            if (e == ZmtpEvent.Authenticate)
                Answer(to, status);
            else if (e is ZmtpEvent.NeedMoreData or ZmtpEvent.Failed)
                return true;
        }
    }

    private void Answer(ZmtpSession session, int status)
    {
        Shown = session.Credentials;
        ShownPassword = Encoding.UTF8.GetString(Shown!.Password.Span);
        if (status == 200)
            session.Accept();
        else
            session.Deny(status);
    }
}
