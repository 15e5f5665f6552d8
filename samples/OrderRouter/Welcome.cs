using Monocoque;

namespace OrderRouter;

/// <summary>Says, once everything listens, where that is and what to try.</summary>
internal static class Welcome
{
    internal static void Print(WebApplication app)
    {
        var http = app.Urls.First();
        var orders = app.Services.GetRequiredKeyedService<IRouterSocket>("orders").BoundAddresses[0];
        var fills = app.Services.GetRequiredKeyedService<IPubSocket>("fills").BoundAddresses[0];
        Console.WriteLine(
            $$"""

            OrderRouter is up. Ctrl+C ends it.

              ROUTER  {{orders}}
              PUB     {{fills}}
              HTTP    {{http}}

            Watch fills in one terminal, place an order in another, with pyzmq:

              python3 -c "import zmq; s = zmq.Context().socket(zmq.SUB); s.connect('{{fills}}'); s.subscribe('EUR'); [print(s.recv_multipart()) for _ in iter(int, 1)]"
              python3 -c "import zmq; s = zmq.Context().socket(zmq.REQ); s.connect('{{orders}}'); s.send_json({'symbol': 'EURUSD', 'quantity': 1}); print(s.recv_json())"

            The same desk over HTTP:

              curl {{http}}/fills/1
              curl {{http}}/peers
              curl -X POST {{http}}/market/closed
              curl {{http}}/health

            """);
    }
}
