namespace Monocoque.AspNetCore.TestApp;

public sealed record Order(string Symbol, int Quantity);

public sealed record Confirmation(string Symbol, int Total);
