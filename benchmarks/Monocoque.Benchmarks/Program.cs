using BenchmarkDotNet.Running;

// dotnet run --project benchmarks/Monocoque.Benchmarks --configuration Release -- --filter '*'
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
