using System.IO.Pipelines;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Monocoque.Transport.IoUring.Support;

/// <summary>Middleware that puts another transport before the connection's own, as TLS does, and changes nothing.</summary>
internal static class PassThrough
{
    internal static void UsePassThrough(this ListenOptions options) => options.Use(next => async connection =>
    {
        var own = connection.Transport;
        var passing = new Duplex(PipeReader.Create(own.Input.AsStream()), PipeWriter.Create(own.Output.AsStream()));
        connection.Transport = passing;
        try
        {
            await next(connection);
        }
        finally
        {
            await passing.Input.CompleteAsync();
            await passing.Output.CompleteAsync();
            connection.Transport = own;
        }
    });

    private sealed class Duplex(PipeReader input, PipeWriter output) : IDuplexPipe
    {
        public PipeReader Input { get; } = input;

        public PipeWriter Output { get; } = output;
    }
}
