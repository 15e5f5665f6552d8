using System.Net;
using Microsoft.Extensions.Logging;

namespace Monocoque.Transport.IoUring.Diagnostics;

/// <summary>What happens to rings and their connections. Ids 5000 to 5099.</summary>
internal sealed partial class IoUringLog(ILoggerFactory factory)
{
    private readonly ILogger _logger = factory.CreateLogger("Monocoque.IoUring");

    [LoggerMessage(5000, LogLevel.Information, "The io_uring transport serves, with {Rings} ring(s) of {SubmissionEntries} submissions and {CompletionEntries} completions.")]
    internal partial void Serving(int rings, int submissionEntries, int completionEntries);

    [LoggerMessage(5001, LogLevel.Warning, "io_uring is not available, so the Sockets transport serves instead. {Reason}")]
    internal partial void Unavailable(string reason);

    [LoggerMessage(5002, LogLevel.Critical, "Ring {Ring} has failed; its connections are lost.")]
    internal partial void RingFailed(int ring, Exception exception);

    [LoggerMessage(5003, LogLevel.Error, "A callback on ring {Ring} failed.")]
    internal partial void CallbackFailed(int ring, Exception exception);

    [LoggerMessage(5004, LogLevel.Warning,
        "A callback held ring {Ring} for {Milliseconds:0} ms, and with it all its connections. With UnsafePreferInlineScheduling nothing may block. This is said once; the meter counts the others.")]
    internal partial void Stalled(int ring, double milliseconds);

    [LoggerMessage(5005, LogLevel.Error, "Ring {Ring} ended with {Operations} operations in flight; their memory is kept.")]
    internal partial void EndedInFlight(int ring, int operations);

    [LoggerMessage(5006, LogLevel.Warning, "Cannot accept on {EndPoint} for now: {Reason} It is tried again.")]
    internal partial void AcceptPaused(EndPoint endPoint, string reason);

    [LoggerMessage(5007, LogLevel.Error, "Accepting on {EndPoint} has ended: {Reason}")]
    internal partial void AcceptFailed(EndPoint endPoint, string reason);

    [LoggerMessage(5010, LogLevel.Debug, "Connection id \"{ConnectionId}\" paused: the application does not read.", EventName = "Paused", SkipEnabledCheck = true)]
    private partial void PausedCore(string connectionId);

    [LoggerMessage(5011, LogLevel.Debug, "Connection id \"{ConnectionId}\" resumed.", EventName = "Resumed", SkipEnabledCheck = true)]
    private partial void ResumedCore(string connectionId);

    [LoggerMessage(5012, LogLevel.Debug, "Connection id \"{ConnectionId}\" received FIN.", EventName = "ReadFin", SkipEnabledCheck = true)]
    private partial void ReadFinCore(string connectionId);

    [LoggerMessage(5013, LogLevel.Debug, "Connection id \"{ConnectionId}\" sending FIN because: \"{Reason}\"", EventName = "WriteFin", SkipEnabledCheck = true)]
    private partial void WriteFinCore(string connectionId, string reason);

    [LoggerMessage(5014, LogLevel.Debug, "Connection id \"{ConnectionId}\" sending RST because: \"{Reason}\"", EventName = "WriteRst", SkipEnabledCheck = true)]
    private partial void WriteRstCore(string connectionId, string reason);

    [LoggerMessage(5015, LogLevel.Debug, "Connection id \"{ConnectionId}\" communication error.", EventName = "Failed", SkipEnabledCheck = true)]
    private partial void FailedCore(string connectionId, Exception exception);

    [LoggerMessage(5016, LogLevel.Debug, "Connection id \"{ConnectionId}\" reset.", EventName = "Reset", SkipEnabledCheck = true)]
    private partial void ResetCore(string connectionId);

    [LoggerMessage(5017, LogLevel.Error, "A callback of ConnectionClosed of connection id \"{ConnectionId}\" failed.")]
    internal partial void ClosedCallbackFailed(string connectionId, Exception exception);
}
