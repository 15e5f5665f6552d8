namespace Monocoque.Binding;

internal static class Warnings
{
    internal const string Reflection =
        "Binds the parameters and the result of the handler by reflection, which trimming and native AOT do not support."
        + " Map a ZmqDelegate or an IZmqHandler instead.";
}
