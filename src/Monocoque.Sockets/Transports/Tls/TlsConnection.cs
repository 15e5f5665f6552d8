using System.IO.Pipelines;
using System.Net;
using System.Net.Security;
using System.Security.Claims;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace Monocoque.Transports;

/// <summary>A connection after its TLS handshake: everything above it is as over tcp. What the transport offers as features is still there.</summary>
internal sealed class TlsConnection : ConnectionContext, IDuplexPipe, IConnectionTransportFeature, ITlsConnectionFeature, IConnectionUserFeature
{
    /// <summary>Several records are decrypted in one go. Nothing is held while nothing comes.</summary>
    private static readonly StreamPipeReaderOptions s_readerOptions = new(
        LargeBlockPool.Instance, LargeBlockPool.BlockSize, minimumReadSize: 16 * 1024, leaveOpen: true, useZeroByteReads: true);

    private readonly ConnectionContext _inner;
    private readonly SslStream _tls;

    /// <param name="inner">The transport connection, which is disposed with this one.</param>
    /// <param name="tls">After the handshake.</param>
    /// <param name="client">The certificate of the client, if we are the server, and it has shown one that is in order.</param>
    internal TlsConnection(ConnectionContext inner, SslStream tls, X509Certificate2? client)
    {
        _inner = inner;
        _tls = tls;
        Input = PipeReader.Create(tls, s_readerOptions);
        Output = new TlsWriter(tls, inner.Transport.Output);
        Transport = this;
        Features = new FeatureCollection(inner.Features);
        Features.Set<IConnectionTransportFeature>(this);
        Features.Set<ITlsConnectionFeature>(this);
        ClientCertificate = client;
        if (client is null)
            return;
        User = CertificateUser.Create(client);
        Features.Set<IConnectionUserFeature>(this);
    }

    public override string ConnectionId
    {
        get => _inner.ConnectionId;
        set => _inner.ConnectionId = value;
    }

    public override IFeatureCollection Features { get; }

    public override IDictionary<object, object?> Items
    {
        get => _inner.Items;
        set => _inner.Items = value;
    }

    public override IDuplexPipe Transport { get; set; }

    public override CancellationToken ConnectionClosed
    {
        get => _inner.ConnectionClosed;
        set => _inner.ConnectionClosed = value;
    }

    public override EndPoint? LocalEndPoint
    {
        get => _inner.LocalEndPoint;
        set => _inner.LocalEndPoint = value;
    }

    public override EndPoint? RemoteEndPoint
    {
        get => _inner.RemoteEndPoint;
        set => _inner.RemoteEndPoint = value;
    }

    public PipeReader Input { get; }

    public PipeWriter Output { get; }

    public X509Certificate2? ClientCertificate { get; set; }

    public ClaimsPrincipal? User { get; set; }

    public Task<X509Certificate2?> GetClientCertificateAsync(CancellationToken cancellationToken) => Task.FromResult(ClientCertificate);

    public override void Abort(ConnectionAbortedException abortReason) => _inner.Abort(abortReason);

    /// <summary>Says that it is the end, so that the peer can tell it from one that somebody else has made.</summary>
    public override async ValueTask DisposeAsync()
    {
        await Output.CompleteAsync().ConfigureAwait(false);
        try
        {
            await _tls.ShutdownAsync().ConfigureAwait(false);
            await _inner.Transport.Output.FlushAsync().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or InvalidOperationException or OperationCanceledException)
        {
            // It was lost before that.
        }
        finally
        {
            await Input.CompleteAsync().ConfigureAwait(false);
            await _tls.DisposeAsync().ConfigureAwait(false);
            await _inner.DisposeAsync().ConfigureAwait(false);
            await base.DisposeAsync().ConfigureAwait(false);
        }
    }
}
