using Monocoque;
using Monocoque.AspNetCore.TestApp;

if (args is [Pump.Command, ..])
{
    await Pump.RunAsync(args[1..]);
    return;
}
var builder = WebApplication.CreateBuilder(args);
builder.WebHost.UseZmtp();
builder.Services.AddControllers();
builder.Services.AddSingleton<QuoteBoard>();

var app = builder.Build();
app.MapControllers();
app.MapGet("/quotes/{topic}", (string topic, QuoteBoard board) => board.Get(topic));
app.MapZmqRouter("orders", (Order order, QuoteBoard board) => new Confirmation(order.Symbol + board.Get("none"), order.Quantity * 2));
app.MapZmqRep<ClockHandler>("clock");
app.MapZmqSub("quotes", "EUR.", context =>
{
    context.RequestServices.GetRequiredService<QuoteBoard>().Set(context.Message.GetString(0), context.Message.GetString(1));
    return default;
});
app.MapZmqProxy<IXSubSocket, IXPubSocket>("inproc://market-in", "inproc://market").WithName("market");
app.MapPost("/market/{state}", (string state, [FromKeyedServices("market")] ZmqProxy market) =>
{
    if (state == "open")
        market.Resume();
    else
        market.Pause();
    return market.State.ToString();
});
await app.RunAsync();
