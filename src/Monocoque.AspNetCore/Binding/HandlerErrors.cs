using System.Reflection;

namespace Monocoque.Binding;

/// <summary>Mistakes in a handler, told when it is mapped: where it is, what is wrong, what to do.</summary>
internal static class HandlerErrors
{
    internal static InvalidOperationException Method(HandlerTarget target, MethodInfo method, string problem) =>
        new($"{Describe(method)} cannot handle {target.Plan}: {problem}");

    internal static InvalidOperationException Parameter(HandlerTarget target, ParameterInfo parameter, string problem) =>
        Method(target, (MethodInfo)parameter.Member, $"the parameter '{parameter.Name}' ({TypeNames.Of(parameter.ParameterType)}) {problem}");

    /// <summary>Lambdas have no name a reader could find; the method they stand in has.</summary>
    private static string Describe(MethodInfo method)
    {
        var type = method.DeclaringType;
        while (type is { DeclaringType: not null } && type.Name.StartsWith('<'))
            type = type.DeclaringType;
        var end = method.Name.StartsWith('<') ? method.Name.IndexOf('>', StringComparison.Ordinal) : -1;
        var owner = type is null ? "" : TypeNames.Of(type) + ".";
        if (end <= 0)
            return $"The handler {owner}{method.Name}";
        var local = method.Name.IndexOf("g__", end, StringComparison.Ordinal);
        return local < 0
            ? $"The lambda in {owner}{method.Name[1..end]}"
            : $"The local function {method.Name[(local + 3)..method.Name.IndexOf('|', local)]} in {owner}{method.Name[1..end]}";
    }
}
