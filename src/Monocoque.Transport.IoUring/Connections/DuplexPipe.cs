using System.IO.Pipelines;

namespace Monocoque.Transport.IoUring.Connections;

/// <summary>The two ends the application holds.</summary>
internal sealed class DuplexPipe(PipeReader input, PipeWriter output) : IDuplexPipe
{
    public PipeReader Input { get; } = input;

    public PipeWriter Output { get; } = output;
}
