using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace Monocoque.Shared;

/// <summary>Prints what an assembly offers to its users: one line per type and per member, always in the same order.</summary>
internal static class PublicApiPrinter
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    internal static string Print(Assembly assembly)
    {
        var text = new StringBuilder();
        foreach (var type in assembly.GetExportedTypes().OrderBy(type => TypeNames.Of(type), StringComparer.Ordinal))
        {
            text.Append(Header(type)).Append('\n');
            foreach (var member in Members(type).Order(StringComparer.Ordinal))
                text.Append("    ").Append(member).Append('\n');
        }
        return text.ToString();
    }

    private static string Header(Type type)
    {
        var name = $"{Marks(type)}{TypeKind(type)} {TypeNames.Of(type)}";
        if (IsDelegate(type))
            return $"{name} : {Method(type.GetMethod("Invoke")!)}";
        if (type.IsEnum)
            return $"{name} : {TypeNames.Of(type.GetEnumUnderlyingType())}";
        var inherited = type.BaseType?.GetInterfaces() ?? [];
        var bases = type.GetInterfaces().Where(candidate => candidate.IsVisible).Except(inherited).Select(TypeNames.Of).Order(StringComparer.Ordinal);
        if (type.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType))
            bases = bases.Prepend(TypeNames.Of(parent)).Order(StringComparer.Ordinal);
        var list = string.Join(", ", bases);
        return name + (list.Length == 0 ? "" : $" : {list}") + TypeNames.Constraints(type);
    }

    private static string TypeKind(Type type) =>
        type.IsEnum ? "enum"
        : IsDelegate(type) ? "delegate"
        : type.IsInterface ? "interface"
        : type.IsValueType ? (type.IsDefined(typeof(IsReadOnlyAttribute)) ? "readonly " : "") + (type.IsByRefLike ? "ref " : "") + "struct"
        : type is { IsAbstract: true, IsSealed: true } ? "static class"
        : type.IsAbstract ? "abstract class"
        : type.IsSealed ? "sealed class"
        : "class";

    private static bool IsDelegate(Type type) => type.IsSubclassOf(typeof(Delegate));

    private static IEnumerable<string> Members(Type type) =>
        IsDelegate(type) ? []
        : type.IsEnum ? type.GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => $"{field.Name} = {field.GetRawConstantValue()}")
        : type.GetMembers(Declared).Select(Member).OfType<string>();

    /// <summary>Null for what users do not see, and for what is printed as part of something else.</summary>
    private static string? Member(MemberInfo member)
    {
        if (member.Name.Contains('<', StringComparison.Ordinal))
            return null;
        return member switch
        {
            FieldInfo field when IsVisible(field.IsPublic, field.IsFamily, field.IsFamilyOrAssembly) => Marks(field) + Field(field),
            ConstructorInfo made when IsVisible(made) => $"{Marks(made)}{Access(made)}new({Parameters(made)})",
            MethodInfo method when IsVisible(method) && (!method.IsSpecialName || method.Name.StartsWith("op_", StringComparison.Ordinal)) =>
                Marks(method) + Modifiers(method) + Method(method),
            PropertyInfo property when property.GetAccessors(nonPublic: true).Any(IsVisible) => Marks(property) + Property(property),
            EventInfo happening when IsVisible(happening.AddMethod!) =>
                $"{Modifiers(happening.AddMethod!)}event {TypeNames.Of(happening.EventHandlerType!)} {happening.Name}",
            _ => null,
        };
    }

    private static string Field(FieldInfo field)
    {
        var modifiers = field.IsLiteral ? "const " : (field.IsStatic ? "static " : "") + (field.IsInitOnly ? "readonly " : "");
        var value = field.IsLiteral ? $" = {Literal(field.GetRawConstantValue())}" : "";
        return $"{modifiers}{TypeNames.Of(field)} {field.Name}{value}";
    }

    private static string Property(PropertyInfo property)
    {
        var accessors = property.GetAccessors(nonPublic: true).Where(IsVisible).ToList();
        var index = property.GetIndexParameters();
        var name = index.Length == 0 ? property.Name : $"this[{string.Join(", ", index.Select(Parameter))}]";
        var list = string.Join(' ', accessors.Select(accessor => Access(accessor) + AccessorKind(accessor) + ";").Order(StringComparer.Ordinal));
        var required = property.IsDefined(typeof(RequiredMemberAttribute)) ? "required " : "";
        return $"{Modifiers(accessors.OrderBy(accessor => accessor.IsPublic ? 0 : 1).First())}{required}{TypeNames.Of(property)} {name} {{ {list} }}";
    }

    private static string AccessorKind(MethodInfo accessor) =>
        accessor.ReturnType != typeof(void) ? "get"
        : accessor.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) ? "init"
        : "set";

    private static string Method(MethodInfo method)
    {
        var generic = method.IsGenericMethodDefinition ? $"<{string.Join(", ", method.GetGenericArguments().Select(type => type.Name))}>" : "";
        return $"{TypeNames.Of(method.ReturnParameter)} {method.Name}{generic}({Parameters(method)}){TypeNames.Constraints(method)}";
    }

    private static string Parameters(MethodBase method)
    {
        var first = method.IsDefined(typeof(ExtensionAttribute)) ? "this " : "";
        return first + string.Join(", ", method.GetParameters().Select(Parameter));
    }

    private static string Parameter(ParameterInfo parameter)
    {
        var modifier = parameter.IsDefined(typeof(ParamArrayAttribute)) || parameter.IsDefined(typeof(ParamCollectionAttribute)) ? "params " : "";
        var value = parameter.HasDefaultValue ? $" = {Literal(parameter.RawDefaultValue)}" : "";
        return $"{modifier}{TypeNames.Of(parameter)} {parameter.Name}{value}";
    }

    private static string Literal(object? value) => value switch
    {
        null => "default",
        string text => $"\"{text}\"",
        bool flag => flag ? "true" : "false",
        IFormattable number => number.ToString(format: null, System.Globalization.CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    private static bool IsVisible(MethodBase method) => IsVisible(method.IsPublic, method.IsFamily, method.IsFamilyOrAssembly);

    private static bool IsVisible(bool isPublic, bool isFamily, bool isFamilyOrAssembly) => isPublic || isFamily || isFamilyOrAssembly;

    private static string Access(MethodBase method) => method.IsPublic ? "" : "protected ";

    private static string Modifiers(MethodInfo method) =>
        Access(method) + (method.IsStatic ? "static " : "")
        + (method.DeclaringType!.IsInterface && method is { IsAbstract: false, IsStatic: false } ? "default "
            : method.IsAbstract && !method.DeclaringType!.IsInterface ? "abstract "
            : method.GetBaseDefinition() != method ? "override "
            : method is { IsVirtual: true, IsFinal: false } && !method.DeclaringType!.IsInterface ? "virtual "
            : "");

    /// <summary>Attributes that change what a user's code may do or which overload it finds.</summary>
    private static string Marks(MemberInfo member)
    {
        var marks = new StringBuilder();
        if (member.IsDefined(typeof(FlagsAttribute)))
            marks.Append("[Flags] ");
        if (member.GetCustomAttribute<ObsoleteAttribute>() is { } obsolete)
            marks.Append(obsolete.IsError ? "[Obsolete: error] " : "[Obsolete] ");
        if (member.GetCustomAttribute<ExperimentalAttribute>() is { } experimental)
            marks.Append($"[Experimental {experimental.DiagnosticId}] ");
        if (member.GetCustomAttribute<OverloadResolutionPriorityAttribute>() is { } priority)
            marks.Append($"[OverloadResolutionPriority {priority.Priority}] ");
        if (member.IsDefined(typeof(RequiresUnreferencedCodeAttribute)))
            marks.Append("[RequiresUnreferencedCode] ");
        if (member.IsDefined(typeof(RequiresDynamicCodeAttribute)))
            marks.Append("[RequiresDynamicCode] ");
        return marks.ToString();
    }
}
