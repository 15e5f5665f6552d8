using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Monocoque;

namespace PriceFeed.Prices;

/// <summary>Prices come in over HTTP and go out over ZMQ.</summary>
[ApiController]
[Route("prices")]
public sealed class PricesController(IPubSocket prices) : ControllerBase
{
    [HttpPost("{symbol}")]
    public async Task<AcceptedResult> PublishAsync(
        [RegularExpression("^[A-Z]{3,12}$", ErrorMessage = "A symbol has 3 to 12 capital letters.")] string symbol,
        Price price,
        CancellationToken cancellationToken)
    {
        await prices.PublishJsonAsync(symbol, price, AppJson.Default.Price, cancellationToken);
        return Accepted();
    }
}
