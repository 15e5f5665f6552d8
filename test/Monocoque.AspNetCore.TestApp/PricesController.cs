using Microsoft.AspNetCore.Mvc;

namespace Monocoque.AspNetCore.TestApp;

[ApiController]
[Route("prices")]
public sealed class PricesController([FromKeyedServices("prices")] IPubSocket keyed, IPubSocket plain) : ControllerBase
{
    [HttpPost("{symbol}")]
    public async Task<IActionResult> Publish(string symbol, [FromBody] string price, CancellationToken cancellationToken)
    {
        await keyed.PublishAsync(symbol, price, cancellationToken);
        return Accepted(value: new { Same = ReferenceEquals(keyed, plain), keyed.Name });
    }
}
