using System.Diagnostics.CodeAnalysis;
using System.Linq.Expressions;
using System.Reflection;

namespace Monocoque.Binding;

/// <summary>The parameters that are a frame as it is: octets or text.</summary>
[RequiresUnreferencedCode(Warnings.Reflection)]
[RequiresDynamicCode(Warnings.Reflection)]
internal sealed class FrameArguments(HandlerTarget target, ParameterExpression context)
{
    private const int LastFrame = -1;

    private readonly Dictionary<Type, ParameterInfo> _ofLastFrame = [];

    /// <summary>The frame of the attribute.</summary>
    internal Expression? TryBind(ParameterInfo parameter, int frame)
    {
        var type = parameter.ParameterType;
        var isOptional = ParameterBinder.IsOptional(parameter);
        if (type == typeof(ReadOnlyMemory<byte>?))
            return Call(nameof(ArgumentReader.MemoryOrNull), frame);
        if (type == typeof(ReadOnlyMemory<byte>))
            return isOptional ? Call(nameof(ArgumentReader.MemoryOrEmpty), frame) : Call(nameof(ArgumentReader.Memory), frame, parameter);
        if (type == typeof(byte[]))
            return isOptional ? Call(nameof(ArgumentReader.ArrayOrNull), frame) : Call(nameof(ArgumentReader.Array), frame, parameter);
        if (type != typeof(string))
            return null;
        return isOptional
            ? Call(nameof(ArgumentReader.TextOr), frame, Expression.Constant(parameter.HasDefaultValue ? parameter.DefaultValue : null, typeof(string)))
            : Call(nameof(ArgumentReader.Text), frame, parameter);
    }

    /// <summary>Without an attribute: the topic by its name, else the last frame.</summary>
    internal Expression? TryBind(ParameterInfo parameter)
    {
        var frame = IsTopic(parameter) ? 0 : LastFrame;
        var argument = TryBind(parameter, frame);
        // The same octets in two shapes may be meant; in one shape twice, two frames are.
        if (argument is not null && frame == LastFrame && !_ofLastFrame.TryAdd(parameter.ParameterType, parameter))
        {
            var topic = target.HasTopic && parameter.ParameterType == typeof(string) ? ", or call the first frame 'topic'" : "";
            var first = _ofLastFrame[parameter.ParameterType].Name;
            throw HandlerErrors.Parameter(target, parameter, $"would be the last frame, as '{first}' is already. Name their frames with [ZmqFrame(n)]{topic}.");
        }
        return argument;
    }

    /// <summary>On SUB and XSUB the topic is frame 0, which is where a parameter of that name expects it.</summary>
    private bool IsTopic(ParameterInfo parameter) =>
        target.HasTopic && parameter.ParameterType == typeof(string) && string.Equals(parameter.Name, "topic", StringComparison.OrdinalIgnoreCase);

    private MethodCallExpression Call(string reader, int frame, ParameterInfo parameter) =>
        Call(reader, frame, Expression.Constant(parameter.Name ?? ""));

    private MethodCallExpression Call(string reader, int frame, params Expression[] rest) =>
        ParameterBinder.Call(reader, [], [context, Expression.Constant(frame), .. rest]);
}
