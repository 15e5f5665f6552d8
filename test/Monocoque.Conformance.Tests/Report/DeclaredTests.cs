using System.Reflection;
using Monocoque.Conformance.Support;

namespace Monocoque.Conformance.Report;

/// <summary>Every case that the tests of this assembly declare.</summary>
internal static class DeclaredTests
{
    /// <summary>The cases, with the outcome that each must have.</summary>
    internal static IReadOnlyList<Result> All { get; } =
    [
        .. typeof(DeclaredTests).Assembly.GetTypes()
            .SelectMany(static type => type.GetMethods())
            .Select(static method => (Method: method, Attribute: method.GetCustomAttribute<ConformanceAttribute>()))
            .Where(static test => test.Attribute is not null)
            .SelectMany(
                static test => test.Attribute!.Cases,
                static (test, one) => new Result(test.Attribute!.Entry, test.Method.Name, one.Pairing, one.Wire, HasPassed: true)),
    ];
}
