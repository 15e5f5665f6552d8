using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Monocoque.Extensions;

public sealed partial class ZmqJsonExtensionsTests : IDisposable
{
    private readonly FakeSocket _socket = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _socket.Dispose();

    [Fact]
    public async Task Value_is_sent_as_one_frame_of_json()
    {
        await _socket.SendJsonAsync(new Price("EURUSD", 1.5m), Json.Default.Price, Token);

        Assert.Equal(1, _socket.Sent[0].Count);
        Assert.Equal("""{"Symbol":"EURUSD","Value":1.5}""", _socket.Sent[0].GetString(0));
    }

    [Fact]
    public async Task Published_value_follows_its_topic()
    {
        await _socket.PublishJsonAsync("EUR", new Price("EURUSD", 1.5m), Json.Default.Price, Token);

        Assert.Equal(2, _socket.Sent[0].Count);
        Assert.Equal("EUR", _socket.Sent[0].GetString(0));
        Assert.Equal(new Price("EURUSD", 1.5m), _socket.Sent[0].ReadJson(Json.Default.Price));
    }

    [Fact]
    public async Task Received_value_is_read_from_the_last_frame_and_the_message_is_disposed()
    {
        var message = ZmqMessage.Text("topic", """{"Symbol":"A","Value":2}""");
        _socket.Arrive(message);

        Assert.Equal(new Price("A", 2), await _socket.ReceiveJsonAsync(Json.Default.Price, Token));
        Assert.True(message.IsSpent);
    }

    [Fact]
    public async Task Options_overloads_serialise_by_reflection()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web);

        await _socket.SendJsonAsync(new Price("A", 1), options, Token);
        await _socket.PublishJsonAsync("t", new Price("A", 1), options, Token);
        await _socket.SendJsonAsync(new Price("A", 1), cancellationToken: Token);
        _socket.Arrive(ZmqMessage.Text("""{"symbol":"B","value":2}"""));

        Assert.Equal("""{"symbol":"A","value":1}""", _socket.Sent[0].GetString(0));
        Assert.Equal("""{"symbol":"A","value":1}""", _socket.Sent[1].GetString(1));
        Assert.Equal("""{"Symbol":"A","Value":1}""", _socket.Sent[2].GetString(0));
        Assert.Equal(new Price("A", 1), _socket.Sent[1].ReadJson<Price>(options));
        Assert.Equal(new Price("B", 2), await _socket.ReceiveJsonAsync<Price>(options, Token));
    }

    [Fact]
    public async Task Output_obeys_the_options_of_the_type_also_when_they_alternate()
    {
        var relaxed = new JsonSerializerOptions { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, NewLine = "\n" };
        string[] list = ["ü"];
        for (var i = 0; i < 3; i++)
        {
            await _socket.SendJsonAsync("ü", relaxed, Token);
            await _socket.SendJsonAsync(list, relaxed, Token);
            await _socket.SendJsonAsync(list, Json.Default.StringArray, Token);
        }

        foreach (var group in _socket.Sent.Chunk(3))
            Assert.Equal(["\"ü\"", "[\n  \"ü\"\n]", """["\u00FC"]"""], group.Select(message => message.GetString(0)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5_000)]
    [InlineData(70_000)]
    [InlineData(1_000_000)]
    public async Task Values_of_any_size_survive_the_way(int length)
    {
        var value = Enumerable.Range(0, (length / 10) + 1).Select(i => $"{i:D9}").ToArray();

        await _socket.PublishJsonAsync("t", value, Json.Default.StringArray, Token);

        Assert.Equal(value, _socket.Sent[0].ReadJson(Json.Default.StringArray));
    }

    [Fact]
    public void Frame_is_counted_from_the_start_or_from_the_end()
    {
        using var message = ZmqMessage.Text("1", "2", "3");

        Assert.Equal(3, message.ReadJson(Json.Default.Int32));
        Assert.Equal(1, message.ReadJson(Json.Default.Int32, 0));
        Assert.Equal(2, message.ReadJson(Json.Default.Int32, -2));
        Assert.Equal(1, message.ReadJson<int>(frame: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => message.ReadJson(Json.Default.Int32, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => message.ReadJson(Json.Default.Int32, -4));
        Assert.Throws<ArgumentOutOfRangeException>(() => default(ZmqMessage).ReadJson(Json.Default.Int32));
    }

    [Fact]
    public void Error_names_the_type_and_the_frame()
    {
        using var message = ZmqMessage.Text("{}", "{ nonsense");

        var error = Assert.Throws<JsonException>(() => message.ReadJson(Json.Default.Price));

        Assert.Contains("Frame 1 of", error.Message, StringComparison.Ordinal);
        Assert.Contains(typeof(Price).ToString(), error.Message, StringComparison.Ordinal);
        Assert.IsType<JsonException>(error.InnerException, exactMatch: false);
    }

    [Fact]
    public async Task Value_that_cannot_be_written_sends_nothing_and_leaves_the_writer_usable()
    {
        var options = new JsonSerializerOptions { Converters = { new Unwritable() } };
        await Assert.ThrowsAsync<FormatException>(async () => await _socket.SendJsonAsync(new[] { Guid.Empty }, options, Token));

        await _socket.SendJsonAsync(1, options, Token);
        await _socket.SendJsonAsync(2, Json.Default.Int32, Token);

        Assert.Equal(["1", "2"], _socket.Sent.Select(message => message.GetString(0)));
    }

    [Fact]
    public async Task Converter_may_make_a_message_of_its_own()
    {
        var options = new JsonSerializerOptions { Converters = { new Nesting(_socket) } };

        await _socket.SendJsonAsync(new[] { Guid.Empty, Guid.Empty }, options, Token);

        Assert.Equal(["1", "1", "[\"nested\",\"nested\"]"], _socket.Sent.Select(message => message.GetString(0)));
    }

    [Fact]
    public async Task Message_of_a_failed_send_is_disposed()
    {
        _socket.Failure = new ZmqException(ZmqError.Terminated, "closed");

        await Assert.ThrowsAsync<ZmqException>(async () => await _socket.SendJsonAsync(1, Json.Default.Int32, Token));

        Assert.True(_socket.Offered.IsSpent);
    }

    [Fact]
    public void Null_arguments_are_refused()
    {
        Assert.Throws<ArgumentNullException>(() => Run(_socket.PublishJsonAsync(null!, 1, Json.Default.Int32, Token)));
        Assert.Throws<ArgumentNullException>(() => Run(((IZmqSender)null!).SendJsonAsync(1, Json.Default.Int32, Token)));
        Assert.Throws<ArgumentNullException>(() => Run(_socket.SendJsonAsync(1, type: null!, Token)));
        Assert.Throws<ArgumentNullException>(() => { _ = _socket.ReceiveJsonAsync<int>(type: null!, Token).AsTask(); });
        Assert.Throws<ArgumentNullException>(() => default(ZmqMessage).ReadJson<int>(type: null!));

        static void Run(ValueTask sending) => Assert.True(sending.IsCompleted);
    }

    internal sealed record Price(string Symbol, decimal Value);

    [JsonSerializable(typeof(Price))]
    [JsonSerializable(typeof(int))]
    [JsonSerializable(typeof(string[]))]
    private sealed partial class Json : JsonSerializerContext;

    private sealed class Unwritable : JsonConverter<Guid>
    {
        public override Guid Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, Guid value, JsonSerializerOptions options) => throw new FormatException();
    }

    private sealed class Nesting(FakeSocket socket) : JsonConverter<Guid>
    {
        public override Guid Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, Guid value, JsonSerializerOptions options)
        {
            Assert.True(socket.SendJsonAsync(1, Json.Default.Int32, Token).AsTask().IsCompleted);
            writer.WriteStringValue("nested");
        }
    }
}
