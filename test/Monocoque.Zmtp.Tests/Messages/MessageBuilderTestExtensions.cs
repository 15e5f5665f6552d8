using System.Text;

namespace Monocoque.Zmtp.Messages;

internal static class MessageBuilderTestExtensions
{
    internal static ZmqMessage Text(this MessageBuilder builder, params ReadOnlySpan<string> frames)
    {
        foreach (var frame in frames)
        {
            builder.Append(Encoding.UTF8.GetBytes(frame));
            builder.EndFrame();
        }
        return builder.Complete();
    }

    internal static ZmqMessage Octets(this MessageBuilder builder, int length, int seed = 0)
    {
        builder.Append(ZmqMessageFactoryTests.Octets(length, seed));
        builder.EndFrame();
        return builder.Complete();
    }
}
