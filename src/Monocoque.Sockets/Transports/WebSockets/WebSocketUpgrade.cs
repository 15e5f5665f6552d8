using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace Monocoque.Transports;

/// <summary>The opening handshake of RFC 6455, seen from the client: one request, and what its answer must hold.</summary>
internal sealed class WebSocketUpgrade
{
    /// <summary>Every server appends it to the key.</summary>
    private const string Suffix = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private readonly ZmqAddress _address;
    private readonly IReadOnlyList<string> _protocols;
    private readonly string _key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));

    internal WebSocketUpgrade(ZmqAddress address, IReadOnlyList<string> protocols)
    {
        _address = address;
        _protocols = protocols;
        var scheme = address.Scheme is "wss" ? "https" : "http";
        Request = new HttpRequestMessage(HttpMethod.Get, new Uri(scheme + address.ToString()[address.Scheme.Length..]));
        Request.Headers.TryAddWithoutValidation("Connection", "Upgrade");
        Request.Headers.TryAddWithoutValidation("Upgrade", "websocket");
        Request.Headers.TryAddWithoutValidation("Sec-WebSocket-Version", "13");
        Request.Headers.TryAddWithoutValidation("Sec-WebSocket-Key", _key);
        Request.Headers.TryAddWithoutValidation("Sec-WebSocket-Protocol", string.Join(',', protocols));
    }

    internal HttpRequestMessage Request { get; }

    /// <summary>What the server chose.</summary>
    internal string Protocol { get; private set; } = "";

    /// <summary>Returns the connection as a stream, which belongs to the WebSocket from here on.</summary>
    /// <exception cref="WebSocketRefusedException">The answer is not that of a WebSocket that speaks ZeroMQ.</exception>
    internal async Task<Stream> SendAsync(HttpMessageInvoker invoker, CancellationToken cancellationToken)
    {
        var answer = await invoker.SendAsync(Request, cancellationToken).ConfigureAwait(false);
        var isUpgraded = false;
        try
        {
            Check(answer);
            isUpgraded = true;
            return await answer.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (!isUpgraded)
                answer.Dispose();
        }
    }

    private void Check(HttpResponseMessage answer)
    {
        if (answer.StatusCode != HttpStatusCode.SwitchingProtocols)
            throw new WebSocketRefusedException($"{_address} did not become a WebSocket: the server answered {(int)answer.StatusCode} {answer.ReasonPhrase}.");
        if (!string.Equals(Find(answer, "Sec-WebSocket-Accept"), Accept(), StringComparison.Ordinal))
            throw new WebSocketRefusedException($"{_address} did not become a WebSocket: the server's Sec-WebSocket-Accept does not fit our key.");
        var chosen = Find(answer, "Sec-WebSocket-Protocol");
        Protocol = _protocols.FirstOrDefault(protocol => string.Equals(protocol, chosen, StringComparison.Ordinal))
            ?? throw new WebSocketRefusedException($"{_address} is a WebSocket that speaks no ZeroMQ: it chose none of {string.Join(", ", _protocols)}.");
    }

    private static string? Find(HttpResponseMessage answer, string name) =>
        answer.Headers.TryGetValues(name, out var values) && values.ToArray() is [var value] ? value : null;

    [SuppressMessage("Security", "CA5350:Do Not Use Weak Cryptographic Algorithms", Justification = "RFC 6455 asks for it; nothing is secret here.")]
    private string Accept() => Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(_key + Suffix)));
}
