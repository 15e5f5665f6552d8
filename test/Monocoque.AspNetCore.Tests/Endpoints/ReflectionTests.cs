using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Microsoft.AspNetCore.Builder;

namespace Monocoque.AspNetCore.Tests.Endpoints;

/// <summary>What needs reflection is told to trimmed and natively compiled programs by its attributes, and the rest by their absence.</summary>
public sealed class ReflectionTests
{
    public static TheoryData<string> Mappings => [.. Methods.Select(static method => method.ToString()!)];

    private static IEnumerable<MethodInfo> Methods => typeof(ZmqEndpointRouteBuilderExtensions).GetMethods(BindingFlags.Public | BindingFlags.Static)
        .Where(static method => method.GetCustomAttribute<ObsoleteAttribute>() is null);

    [Theory]
    [MemberData(nameof(Mappings))]
    public void Mapping_says_whether_it_needs_reflection(string name)
    {
        var method = Methods.Single(method => method.ToString() == name);
        var handler = method.GetParameters()[^1].ParameterType;
        var needs = handler == typeof(Delegate) || handler.Name == typeof(Func<,>).Name;

        Assert.Equal(needs, method.GetCustomAttribute<RequiresUnreferencedCodeAttribute>() is not null);
        Assert.Equal(needs, method.GetCustomAttribute<RequiresDynamicCodeAttribute>() is not null);
    }
}
