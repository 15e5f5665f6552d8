using System.Diagnostics.CodeAnalysis;
using System.Linq.Expressions;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Monocoque.Binding;

/// <summary>
/// Turns a method of any shape into a <see cref="ZmqDelegate"/>, once, when it is mapped: an expression that reads the arguments and calls the
/// method, and a writer for what it returns.
/// </summary>
[RequiresUnreferencedCode(Warnings.Reflection)]
[RequiresDynamicCode(Warnings.Reflection)]
internal static class HandlerCompiler
{
    internal static ZmqDelegate Compile(Delegate handler, HandlerTarget target)
    {
        ArgumentNullException.ThrowIfNull(handler);
        var method = handler.Method;
        if (!handler.HasSingleTarget)
            throw HandlerErrors.Method(target, method, "the delegate calls several methods. Map one.");
        if (method.ReturnType == typeof(void) && method.IsDefined(typeof(AsyncStateMachineAttribute)))
            throw HandlerErrors.Method(target, method, "it is async void, so nobody can wait for it. Return Task.");
        if (Lookalikes.IsBound(method.ReturnType))
            throw HandlerErrors.Method(target, method, "it returns a reference, a pointer or a ref struct, which cannot be kept until it is sent. Return byte[].");
        RefuseVariance(handler, target);

        var context = Expression.Parameter(typeof(ZmqContext), "context");
        var binder = new ParameterBinder(target, context);
        var arguments = method.GetParameters().Skip(SkippedParameters(handler)).Select(binder.Bind).ToList();
        Expression call = Expression.Invoke(Expression.Constant(handler), arguments);
        if (method.ReturnType == typeof(void))
            return Silent(Expression.Lambda<Action<ZmqContext>>(call, context).Compile());
        // A delegate may declare less than its method returns: Task, where there is a Task<T>.
        call = call.Type == method.ReturnType ? call : Expression.Convert(call, method.ReturnType);
        var combine = typeof(HandlerCompiler).GetMethod(nameof(Combine), BindingFlags.NonPublic | BindingFlags.Static)!;
        var function = Expression.Lambda(typeof(Func<,>).MakeGenericType(typeof(ZmqContext), method.ReturnType), call, context).Compile();
        var writer = new ResultWriter(target, problem => HandlerErrors.Method(target, method, problem)).Create(method.ReturnType);
        return (ZmqDelegate)combine.MakeGenericMethod(method.ReturnType).Invoke(obj: null, [function, writer])!;
    }

    /// <summary>A handler whose result type the compiler knows, <c>async context => await …</c>.</summary>
    internal static ZmqDelegate Compile<TResult>(Func<ZmqContext, ValueTask<TResult>> handler, HandlerTarget target)
    {
        ArgumentNullException.ThrowIfNull(handler);
        var writer = new ResultWriter(target, problem => HandlerErrors.Method(target, handler.Method, problem));
        return Combine(handler, (Func<ZmqContext, ValueTask<TResult>, ValueTask>)writer.Create(typeof(ValueTask<TResult>)));
    }

    /// <summary>A static method closed over its first argument, as extension methods are, shows that argument as a parameter.</summary>
    private static int SkippedParameters(Delegate handler) =>
        handler.Method.GetParameters().Length - handler.GetType().GetMethod("Invoke")!.GetParameters().Length;

    /// <summary>A delegate may take more than its method asks for, and then it is not clear what to bind.</summary>
    private static void RefuseVariance(Delegate handler, HandlerTarget target)
    {
        var parameters = handler.Method.GetParameters().AsSpan(SkippedParameters(handler));
        var declared = handler.GetType().GetMethod("Invoke")!.GetParameters();
        for (var i = 0; i < declared.Length; i++)
        {
            if (parameters[i].ParameterType != declared[i].ParameterType)
            {
                throw HandlerErrors.Parameter(
                    target, parameters[i], $"is {TypeNames.Of(declared[i].ParameterType)} in the delegate. Pass the method itself, or a lambda that calls it.");
            }
        }
    }

    private static ZmqDelegate Silent(Action<ZmqContext> handler) => context =>
    {
        handler(context);
        return default;
    };

    private static ZmqDelegate Combine<T>(Func<ZmqContext, T> handler, Func<ZmqContext, T, ValueTask> writer) =>
        context => writer(context, handler(context));
}
