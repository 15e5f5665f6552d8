using Monocoque.AspNetCore.TestApp;

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
app.Run();
