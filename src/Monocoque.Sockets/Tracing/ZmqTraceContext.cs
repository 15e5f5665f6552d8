using System.Diagnostics;
using System.Text;

namespace Monocoque;

/// <summary>
/// The context of a trace in one more frame at the end of a message, in the words of W3C Trace Context: <c>traceparent: 00-…-…-01</c> and, if there is a
/// state, a line feed and <c>tracestate: …</c>.
/// </summary>
public sealed class ZmqTraceContext : IZmqContextPropagator
{
    /// <summary>The most octets of such a frame. What is longer is none.</summary>
    private const int MaxLength = 1024;

    /// <summary>So many octets of state are passed on, as W3C Trace Context asks for.</summary>
    private const int MaxStateLength = 512;

    private ZmqTraceContext()
    {
    }

    /// <summary>The one there is.</summary>
    public static ZmqTraceContext Instance { get; } = new();

    private static ReadOnlySpan<byte> ParentMark => "traceparent: "u8;

    private static ReadOnlySpan<byte> StateMark => "\ntracestate: "u8;

    /// <inheritdoc/>
    public void Inject(Activity activity, ZmqMessageWriter writer)
    {
        ArgumentNullException.ThrowIfNull(activity);
        ArgumentNullException.ThrowIfNull(writer);
        if (activity.IdFormat != ActivityIdFormat.W3C)
            return;
        var state = activity.TraceStateString;
        // With a state that no header may carry the receiver would not know the frame for what it is.
        var hasState = state is { Length: > 0 and <= MaxStateLength } && !state.AsSpan().ContainsAnyExceptInRange(' ', '~');
        writer.Frame(hasState ? $"traceparent: {activity.Id}\ntracestate: {state}" : $"traceparent: {activity.Id}");
    }

    /// <inheritdoc/>
    public bool TryExtract(ZmqMessage message, out ActivityContext context)
    {
        context = default;
        // A message is never made of a context alone.
        if (message.Count < 2 || message.Last.Length > MaxLength || !message.Last.Span.StartsWith(ParentMark))
            return false;
        var text = message.Last.Span[ParentMark.Length..];
        var end = text.IndexOf(StateMark);
        var parent = Encoding.ASCII.GetString(end < 0 ? text : text[..end]);
        var state = end < 0 ? default : text[(end + StateMark.Length)..];
        // It may end up in a header of a request that the handler makes.
        if (state.ContainsAnyExceptInRange((byte)' ', (byte)'~'))
            return false;
        if (!ActivityContext.TryParse(parent, end < 0 ? null : Encoding.ASCII.GetString(state), isRemote: true, out context))
            return false;
        message.RemoveLast();
        return true;
    }
}
