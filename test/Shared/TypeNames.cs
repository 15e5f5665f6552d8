using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Monocoque.Shared;

/// <summary>Types as C# writes them, with full names and with the question marks of nullable references.</summary>
internal static class TypeNames
{
    private static readonly Dictionary<Type, string> s_keywords = new()
    {
        [typeof(void)] = "void", [typeof(object)] = "object", [typeof(string)] = "string", [typeof(bool)] = "bool", [typeof(char)] = "char",
        [typeof(byte)] = "byte", [typeof(sbyte)] = "sbyte", [typeof(short)] = "short", [typeof(ushort)] = "ushort", [typeof(int)] = "int",
        [typeof(uint)] = "uint", [typeof(long)] = "long", [typeof(ulong)] = "ulong", [typeof(float)] = "float", [typeof(double)] = "double",
        [typeof(decimal)] = "decimal",
    };

    internal static string Of(Type type) => Of(type, nullability: null);

    internal static string Of(FieldInfo field) => Of(field.FieldType, new NullabilityInfoContext().Create(field));

    internal static string Of(PropertyInfo property) => Of(property.PropertyType, new NullabilityInfoContext().Create(property));

    internal static string Of(ParameterInfo parameter)
    {
        var name = Of(parameter.ParameterType, new NullabilityInfoContext().Create(parameter));
        if (!parameter.ParameterType.IsByRef)
            return name;
        var keyword = parameter.IsDefined(typeof(OutAttribute)) ? "out"
            : parameter.IsDefined(typeof(InAttribute)) || parameter.GetRequiredCustomModifiers().Contains(typeof(InAttribute)) ? "in"
            : "ref";
        return $"{keyword} {name}";
    }

    /// <summary>The constraints of a generic type or method, in front of which stands a blank; empty if it has none.</summary>
    internal static string Constraints(MemberInfo member)
    {
        var parameters = member switch
        {
            MethodInfo { IsGenericMethodDefinition: true } method => method.GetGenericArguments(),
            Type { IsGenericTypeDefinition: true } type => type.GetGenericArguments(),
            _ => [],
        };
        return string.Concat(parameters.Select(Constraint));
    }

    private static string Constraint(Type parameter)
    {
        var attributes = parameter.GenericParameterAttributes;
        var constraints = new List<string>();
        if (attributes.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint))
            constraints.Add("class");
        if (attributes.HasFlag(GenericParameterAttributes.NotNullableValueTypeConstraint))
            constraints.Add("struct");
        constraints.AddRange(parameter.GetGenericParameterConstraints().Where(type => type != typeof(ValueType)).Select(Of));
        if (attributes.HasFlag(GenericParameterAttributes.AllowByRefLike))
            constraints.Add("allows ref struct");
        return constraints.Count == 0 ? "" : $" where {parameter.Name} : {string.Join(", ", constraints)}";
    }

    private static string Of(Type type, NullabilityInfo? nullability)
    {
        if (type.IsByRef)
            return Of(type.GetElementType()!, nullability);
        if (type.IsArray)
            return $"{Of(type.GetElementType()!, nullability?.ElementType)}[]{QuestionMark(type, nullability)}";
        if (Nullable.GetUnderlyingType(type) is { } underlying)
            return Of(underlying) + "?";
        return Name(type, nullability) + QuestionMark(type, nullability);
    }

    private static string Name(Type type, NullabilityInfo? nullability)
    {
        if (s_keywords.TryGetValue(type, out var keyword))
            return keyword;
        if (type.IsGenericParameter)
            return type.Name;
        var arguments = type.GetGenericArguments();
        var outer = type.DeclaringType?.GetGenericArguments().Length ?? 0;
        var prefix = type.DeclaringType is { } declaring
            ? Name(declaring.IsGenericTypeDefinition && !type.IsGenericTypeDefinition ? declaring.MakeGenericType(arguments[..outer]) : declaring, null) + "."
            : type.Namespace is { Length: > 0 } space ? space + "." : "";
        var tick = type.Name.IndexOf('`', StringComparison.Ordinal);
        if (tick < 0)
            return prefix + type.Name;
        var own = arguments.Skip(outer).Select((argument, i) => Of(argument, Argument(nullability, outer + i)));
        return $"{prefix}{type.Name[..tick]}<{string.Join(", ", own)}>";
    }

    private static NullabilityInfo? Argument(NullabilityInfo? nullability, int index) =>
        nullability is not null && index < nullability.GenericTypeArguments.Length ? nullability.GenericTypeArguments[index] : null;

    /// <summary>None on a type parameter: reflection calls every unconstrained one nullable, with a question mark in the source or without.</summary>
    private static string QuestionMark(Type type, NullabilityInfo? nullability) =>
        type is { IsValueType: false, IsGenericParameter: false } && nullability is not null && State(nullability) == NullabilityState.Nullable ? "?" : "";

    private static NullabilityState State(NullabilityInfo nullability) =>
        nullability.ReadState == NullabilityState.Unknown ? nullability.WriteState : nullability.ReadState;
}
