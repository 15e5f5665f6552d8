namespace Monocoque.Transport.IoUring.Rings;

public class OperationIdTests
{
    [Theory]
    [InlineData(RingOperation.Receive, 0u, 0u)]
    [InlineData(RingOperation.Wake, OperationId.GenerationMask, uint.MaxValue)]
    [InlineData(RingOperation.Accept, 0x123456u, 42u)]
    internal void Parts_survive_the_way_through_the_kernel(RingOperation operation, uint generation, uint slot)
    {
        var id = new OperationId(new OperationId(operation, generation, slot).Value);

        Assert.Equal((operation, generation, slot), (id.Operation, id.Generation, id.Slot));
    }
}
