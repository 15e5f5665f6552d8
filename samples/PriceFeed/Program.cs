using PriceFeed;
using PriceFeed.Orders;
using PriceFeed.Prices;

try
{
    var builder = WebApplication.CreateBuilder(args);
    builder.WebHost.UseIoUring().UseZmtp();
    builder.Services.AddControllers().AddJsonOptions(json => json.JsonSerializerOptions.TypeInfoResolverChain.Insert(0, AppJson.Default));
    builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, AppJson.Default));
    builder.Services.AddSingleton<OrderBook>();

    var app = builder.Build();
    app.UseFileServer();
    app.MapControllers();

    app.MapZmqPub("prices");
    app.MapZmqWebSocket("/zmq/prices", "prices");
    app.MapZmqRouter("orders", (Order order, OrderBook book) => book.Place(order)).OnError(OrderErrors.ReplyAsync);
    // Everything here listens on this machine only. Elsewhere leave AllowAnonymous away: then who is signed in may look.
    app.MapZmqDashboard("/zmq").AllowAnonymous();

    await app.StartAsync();
    Welcome.Print(app);
    await app.WaitForShutdownAsync();
    return 0;
}
catch (Exception exception) when (StartUpFault.Explain(exception))
{
    return 1;
}
