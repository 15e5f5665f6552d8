using Monocoque;

namespace PriceFeed;

/// <summary>Says, once everything listens, where that is and what to try.</summary>
internal static class Welcome
{
    internal static void Print(WebApplication app)
    {
        var http = Reachable.From(app.Urls.First());
        var prices = Reachable.From(app.Services.GetRequiredKeyedService<IPubSocket>("prices"));
        var orders = Reachable.From(app.Services.GetRequiredKeyedService<IRouterSocket>("orders"));
        Console.WriteLine(
            $$"""

            PriceFeed is up. Ctrl+C ends it.

              HTTP    {{http,-24}}  post prices; a page that shows them
              PUB     {{prices,-24}}  prices: the symbol, then JSON
              ROUTER  {{orders,-24}}  orders: JSON in, JSON out

            Look at the sockets, live: {{http}}/zmq

            Watch prices, in the browser at {{http}} or in another terminal:

              dotnet run --project samples/ConsoleClient -- prices --prices-address {{prices}}

            Post a price:

              curl -i {{http}}/prices/EURUSD -H "Content-Type: application/json" -d '{"bid":1.10,"ask":1.11}'

            Place an order, from .NET or from Python with pyzmq:

              dotnet run --project samples/ConsoleClient -- order EURUSD 1 --orders-address {{orders}}
              python3 -c "import zmq; s = zmq.Context().socket(zmq.REQ); s.connect('{{orders}}'); s.send_json({'symbol': 'EURUSD', 'quantity': 1}); print(s.recv_json())"

            """);
    }
}
