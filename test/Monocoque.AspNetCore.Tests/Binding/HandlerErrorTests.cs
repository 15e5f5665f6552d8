using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using Monocoque.AspNetCore.Tests.Fakes;

namespace Monocoque.AspNetCore.Tests.Binding;

public sealed class HandlerErrorTests
{
    private delegate void ByReference(ref int number);

    private delegate void Spanning(ReadOnlySpan<byte> octets);

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

    private static async void AsyncVoid() => await Task.Yield();

    private static void OtherAction()
    {
    }

    private static void Named(IBook book)
    {
    }

    private static async IAsyncEnumerable<int> Stream()
    {
        await Task.Yield();
        yield return 1;
    }

    private sealed record Order(string Symbol);
}
