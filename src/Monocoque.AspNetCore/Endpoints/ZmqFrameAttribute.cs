namespace Monocoque;

/// <summary>
/// Binds a parameter of a mapped handler to one frame of the message: its octets, its text, or the JSON in it. Without it, the last frame is taken.
/// </summary>
/// <param name="index">
/// The frame, counted from 0 without the routing envelope; a negative number counts from the end, -1 is the last frame. A message without that frame
/// is a <see cref="ZmqBadMessageException"/>.
/// </param>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class ZmqFrameAttribute(int index) : Attribute
{
    /// <summary>The frame; negative from the end.</summary>
    public int Index { get; } = index;
}
