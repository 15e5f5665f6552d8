using Monocoque;

var builder = WebApplication.CreateBuilder(args);
builder.WebHost.UseIoUring().UseZmtp(options => options.ShareHttpPorts = true);
builder.Services.AddZmq().AddSocket<IRouterSocket>("greetings");

var app = builder.Build();
app.MapGet("/greet/{name}", Greet);
app.MapZmqRouter("greetings", (string name) => Greet(name));
app.MapZmqWebSocket("/zmq", "greetings");

await app.StartAsync();
var url = app.Urls.First();
var address = url.Replace("http://", "tcp://", StringComparison.Ordinal);
Console.WriteLine(
    $"""

    OnePort is up: HTTP, ZeroMQ and ZeroMQ over WebSocket on {url}. Ctrl+C ends it. Try

      curl {url}/greet/World
      python3 -c "import zmq; s = zmq.Context().socket(zmq.REQ); s.connect('{address}'); s.send(b'World'); print(s.recv())"

    """);
await app.WaitForShutdownAsync();

static string Greet(string name) => $"Hello, {name}!";
