using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace PriceFeed.Prices;

/// <summary>What somebody pays and what somebody asks: the body of <c>POST /prices/EURUSD</c> and the second frame of what is published.</summary>
public sealed record Price : IValidatableObject
{
    [JsonRequired]
    public decimal Bid { get; init; }

    [JsonRequired]
    public decimal Ask { get; init; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Bid <= 0)
            yield return new ValidationResult("The bid must be above 0.", [nameof(Bid)]);
        if (Ask < Bid)
            yield return new ValidationResult("The ask must not be below the bid.", [nameof(Ask)]);
    }
}
