namespace Monocoque.Benchmarking;

/// <summary>Something that whoever runs the comparison can put right. The message says what and how.</summary>
internal sealed class BenchException(string message, Exception? inner = null) : Exception(message, inner);
