using Monocoque;
using OrderRouter;

var builder = WebApplication.CreateBuilder(args);
builder.WebHost.UseIoUring().UseZmtp();
builder.Services.AddSingleton<Desk>();
builder.Services.AddHealthChecks().AddCheck<VenuesCheck>("venues");

var app = builder.Build();

// Orders of any number of traders, eight at a time, each answered to who sent it.
app.MapZmqRouter("orders", (Order order, Desk desk, CancellationToken gone) => desk.PlaceAsync(order, gone))
    .WithConcurrency(8)
    .Use(Filters.RefuseWhenClosed(app.Services.GetRequiredService<Desk>()))
    .OnError(Filters.ExplainAsync);

// Fills are published under their symbol.
app.MapZmqPub("fills");

// The venues that orders are routed to, in turn. They live here so that the sample runs alone; by their addresses in the
// configuration they may live anywhere, and speak any language.
app.MapZmqRep("venue-a", (Order order) => Venue.Fill("A", order));
app.MapZmqRep("venue-b", (Order order) => Venue.Fill("B", order));

// The same desk over HTTP.
app.MapGet("/fills/{id:long}", (long id, Desk desk) => desk.Find(id) is { } fill ? Results.Ok(fill) : Results.NotFound());
app.MapPost("/market/{state:regex(^(open|closed)$)}", (string state, Desk desk) => desk.IsOpen = state == "open");
app.MapGet("/peers", ([FromKeyedServices("orders")] IRouterSocket orders, [FromKeyedServices("fills")] IPubSocket fills) =>
    new { Traders = orders.GetPeers().Count, Subscribers = fills.GetPeers().Count });
app.MapHealthChecks("/health");

await app.StartAsync();
Welcome.Print(app);
await app.WaitForShutdownAsync();
