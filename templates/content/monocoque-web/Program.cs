using Monocoque;

var builder = WebApplication.CreateBuilder(args);

// Kestrel over io_uring where the system has it, for HTTP and ZeroMQ alike. The sockets are in appsettings.json.
builder.WebHost.UseIoUring().UseZmtp();

var app = builder.Build();

app.MapGet("/", () => "Hello over HTTP. ZeroMQ: ask 'hello' on tcp://127.0.0.1:5555, subscribe to 'news' on tcp://127.0.0.1:5556.");

// ZeroMQ in, ZeroMQ out: a REQ or DEALER in any language sends a name, the result is the reply.
app.MapZmqRouter("hello", (string name) => new Greeting($"Hello {name} over ZeroMQ"));

// HTTP in, ZeroMQ out: every SUB that subscribed to the topic gets the text. Try it:
// curl -d '{"text":"sunny"}' -H 'Content-Type: application/json' http://localhost:5100/news/weather
app.MapPost("/news/{topic}", async (string topic, Article article, IPubSocket news) =>
{
    await news.PublishAsync(topic, article.Text);
    return Results.Accepted();
});

app.Run();

record Greeting(string Text);

record Article(string Text);
