using Monocoque;
using Monocoque.AspNetCore.AotApp;

// Everything that needs no reflection, and nothing else: any warning of the trim and AOT analyzers here is an error.
var builder = WebApplication.CreateSlimBuilder(args);
builder.WebHost.UseIoUring().UseZmtp(options => options.Defaults.SendHighWaterMark = 500);
builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, AppJson.Default));
builder.Services.AddZmq()
    .AddSocket<IPubSocket>("prices")
    .AddSocket<IRouterSocket>("orders", (options, services) => options.RouterMandatory = services.GetService<OrderBook>() is not null)
    .AddAuthenticator<Doorkeeper>();
builder.Services.AddSingleton<OrderBook>();
builder.Services.AddAuthorization();

var app = builder.Build();

app.MapPost("/prices/{symbol}", async (string symbol, Price price, [FromKeyedServices("prices")] IPubSocket prices) =>
{
    await prices.PublishJsonAsync(symbol, price, AppJson.Default.Price);
    return Results.Accepted();
});

app.MapZmqRouter("orders", async context =>
    {
        var order = context.ReadJson(AppJson.Default.Order);
        await context.ReplyJsonAsync(context.RequestServices.GetRequiredService<OrderBook>().Place(order), AppJson.Default.OrderReply);
    })
    .WithConcurrency(4)
    .Use(next => async context =>
    {
        if (context.Message.Count == 1)
            await next(context);
    })
    .OnError((context, error) => context.ReplyJsonAsync(new OrderReply("rejected", error.Message), AppJson.Default.OrderReply));
app.MapZmqRep<EchoHandler>("echo").RequireAuthorization();
app.MapZmqPub("prices");
app.MapZmqPull("work", context =>
{
    app.Logger.WorkReceived(context.Message.GetString(0));
    return default;
});
app.MapZmqWebSocket("/zmq", "orders");
app.MapEvery();

await app.StartAsync();

// A client of its own, to be trimmed with the rest.
await using var dealer = await app.Services.ConnectZmqAsync<IDealerSocket>("orders");
await dealer.SendJsonAsync(new Order("SELF", 1), AppJson.Default.Order);
Console.WriteLine($"self {(await dealer.ReceiveJsonAsync(AppJson.Default.OrderReply))!.Status}");

await app.WaitForShutdownAsync();
