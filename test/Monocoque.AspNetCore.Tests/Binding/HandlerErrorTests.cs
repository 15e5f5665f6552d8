using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using Monocoque.AspNetCore.Tests.Fakes;

namespace Monocoque.AspNetCore.Tests.Binding;

public sealed class HandlerErrorTests
{
    private delegate void ByReference(ref int number);

    private delegate void Spanning(ReadOnlySpan<byte> octets);

    private delegate ReadOnlySpan<byte> ReturnsSpan();

    private delegate ref int ReturnsReference();

    private static int s_number;

    private interface IBook;

    public static TheoryData<Delegate, string> Mistakes => new()
    {
        { (IBook book) => { }, "the parameter 'book' (IBook) is not registered as a service, and JSON cannot make it. Register it" },
        { (Order a, Order b) => { }, "the parameter 'b' (Order) would be JSON from the last frame, as 'a' is already. Name their frames with [ZmqFrame(n)]" },
        { ([FromServices] IBook book) => { }, "has [FromServices], but is not registered" },
        { ([FromKeyedServices("k")] IBook book) => { }, "asks for the key 'k', which is not registered" },
        { ([FromBody] Order order) => { }, "has [FromBody], which is about HTTP requests" },
        { ([FromQuery] string q) => { }, "has [FromQuery], which is about HTTP requests" },
        { ([AsParameters] Order order) => { }, "has [AsParameters], which is about HTTP requests" },
        { (HttpContext http) => { }, "(HttpContext) belongs to HTTP requests" },
        { new ByReference(static (ref _) => { }), "is passed by reference" },
        { new Spanning(static _ => { }), "is a ref struct. Take ReadOnlyMemory<byte>" },
        { (Action callback) => { }, "JSON cannot make it" },
        { () => Results.Ok(), "it returns IResult, which is a response of HTTP" },
        { () => Task.FromResult(Task.FromResult(1)), "it returns a task of a task" },
        { () => System.IO.Stream.Null, "which cannot be a reply" },
        { (string a, string b) => { }, "the parameter 'b' (string) would be the last frame, as 'a' is already. Name their frames with [ZmqFrame(n)]." },
        { (byte[] a, string text, byte[] b) => { }, "the parameter 'b' (byte[]) would be the last frame, as 'a' is already" },
        { (Memory<byte> octets) => { }, "would be JSON, not the octets of a frame. Take ReadOnlyMemory<byte> or byte[]" },
        { (ReadOnlySequence<byte> octets) => { }, "would be JSON, not the octets of a frame" },
        { (byte[][] frames) => { }, "would be JSON, not the frames of the message. Take ZmqMessage" },
        { (IReadOnlyList<ReadOnlyMemory<byte>> frames) => { }, "would be JSON, not the frames of the message" },
        { (ZmqMessage? message) => { }, "is always there. Take ZmqMessage" },
        { (CancellationToken? token) => { }, "is always there. Take CancellationToken" },
        { ([ZmqFrame(0)] CancellationToken token) => { }, "has [ZmqFrame], but is not in a frame. Remove the attribute" },
        { ([ZmqFrame(0)] ZmqMessage message) => { }, "has [ZmqFrame], but is not in a frame" },
        { ([ZmqFrame(0), FromKeyedServices("k")] IRouterSocket socket) => { }, "has [ZmqFrame] and an attribute of services. Keep one" },
        { (Hidden hidden) => { }, "has no constructor that JSON can use. Make one public and the only one, or mark one with [JsonConstructor]" },
        { (Ambiguous ambiguous) => { }, "has no constructor that JSON can use" },
        { (ValueTuple<int, string> pair) => { }, "has nothing that JSON would set" },
        { (Fields fields) => { }, "has nothing that JSON would set: fields are none of its properties. Take a type with properties, such as a record" },
        { (Func<Order, Task>)OfAnything, "(object) is Order in the delegate. Pass the method itself, or a lambda that calls it" },
        { () => (1, "two"), "its result ValueTuple<int, string> would be {} as JSON: it has no properties. Return a type with properties" },
        { () => Task.FromResult(new Fields()), "its result Fields would be {} as JSON" },
        { () => (IBook?)null, "its result IBook would be {} as JSON" },
        { () => new OkResult(), "it returns OkResult, which is a response of HTTP. Return the value itself" },
        { () => new ActionResult<Order>(new Order("x")), "which is a response of HTTP" },
        { () => new Memory<byte>([1]), "it returns Memory<byte>, which would be JSON, not its octets. Return ReadOnlyMemory<byte> or byte[]" },
        { () => new byte[][] { [1] }, "it returns byte[][], which would be JSON, not frames or messages. Return a ZmqMessage for several frames" },
        { () => new List<ZmqMessage>(), "it returns List<ZmqMessage>, which would be JSON" },
        { (ZmqContext context) => context, "it returns ZmqContext, which cannot be a reply" },
        { (ZmqContext context) => context.Socket, "it returns IZmqSocket, which cannot be a reply" },
        { new ReturnsSpan(static () => default), "it returns a reference, a pointer or a ref struct" },
        { new ReturnsReference(static () => ref s_number), "it returns a reference, a pointer or a ref struct" },
        { (Action)AsyncVoid, "it is async void" },
        { (Action)AsyncVoid + OtherAction, "calls several methods" },
    };

    [Theory]
    [MemberData(nameof(Mistakes), DisableDiscoveryEnumeration = true)]
    public void Mistake_is_told_when_the_handler_is_mapped(Delegate handler, string expected) =>
        Assert.Contains(expected, HandlerHarness.Router().FailCompile(handler), StringComparison.Ordinal);

    [Fact]
    public void Message_names_where_the_handler_is()
    {
        static void Local(IBook book)
        {
        }

        var harness = HandlerHarness.Router();
        Assert.StartsWith(
            "The lambda in HandlerErrorTests.Message_names_where_the_handler_is cannot handle ROUTER 'orders':",
            harness.FailCompile((IBook book) => { }), StringComparison.Ordinal);
        Assert.StartsWith("The local function Local in HandlerErrorTests.", harness.FailCompile(Local), StringComparison.Ordinal);
        Assert.StartsWith("The handler HandlerErrorTests.Named cannot", harness.FailCompile(Named), StringComparison.Ordinal);
    }

    [Fact]
    public void Stream_on_rep_is_refused() => Assert.Contains(
        "it returns a stream, but REP answers exactly once", new HandlerHarness(new FakeRep()).FailCompile(Stream), StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(ResultsOfSub), DisableDiscoveryEnumeration = true)]
    public void Result_on_sub_is_refused(Delegate handler) => Assert.Contains(
        "but SUB cannot reply", new HandlerHarness(new FakeSub()).FailCompile(handler), StringComparison.Ordinal);

    public static TheoryData<Delegate> ResultsOfSub => new() { () => "x", () => Task.FromResult(1), () => new ValueTask<byte[]>([]), Stream };

    [Fact]
    public void Two_texts_of_a_subscription_may_be_told_apart_by_the_name_of_the_topic() => Assert.Contains(
        "Name their frames with [ZmqFrame(n)], or call the first frame 'topic'.",
        new HandlerHarness(new FakeSub()).FailCompile((string symbol, string body) => { }), StringComparison.Ordinal);

    private static async void AsyncVoid() => await Task.Yield();

    private static void OtherAction()
    {
    }

    private static void Named(IBook book)
    {
    }

    private static Task OfAnything(object anything) => Task.CompletedTask;

    private static async IAsyncEnumerable<int> Stream()
    {
        await Task.Yield();
        yield return 1;
    }

    private sealed record Order(string Symbol);

    private sealed class Hidden
    {
        private Hidden()
        {
        }

        public int Number { get; set; }
    }

    private sealed class Ambiguous
    {
        public Ambiguous(int number) => Number = number;

        public Ambiguous(int number, int other)
            : this(number + other)
        {
        }

        public int Number { get; }
    }

    private sealed class Fields
    {
#pragma warning disable CA1051, CS0649, S1104 // Fields are what it is about.
        public int Number;
#pragma warning restore CA1051, CS0649, S1104
    }
}
