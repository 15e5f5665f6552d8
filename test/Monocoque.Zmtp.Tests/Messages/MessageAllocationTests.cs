namespace Monocoque.Zmtp.Messages;

[Collection(RunAlone.Name)]
public class MessageAllocationTests
{
    private long _length;

    [Fact]
    public void Copying_and_disposing_a_small_message_allocates_nothing()
    {
        var body = new byte[64];
        Run(10_000);
        var before = GC.GetAllocatedBytesForCurrentThread();

        Run(100_000);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(110_000 * 64, _length);

        void Run(int count)
        {
            for (var i = 0; i < count; i++)
            {
                using var message = ZmqMessage.Copy(body);
                _length += message.Length;
            }
        }
    }

    [Fact]
    public void Messages_made_while_writing_messages_give_their_memory_back()
    {
        var before = MessagePool.Shared.BytesOut;
        for (var i = 0; i < 100; i++)
        {
            using var message = ZmqMessage.Write(i, static (writer, _) =>
            {
                using var inner = ZmqMessage.Text("inner");
                writer.Frame(inner.First.Span);
            });
        }

        Assert.InRange(MessagePool.Shared.BytesOut - before, long.MinValue, MessagePool.SlabSize);
    }
}
