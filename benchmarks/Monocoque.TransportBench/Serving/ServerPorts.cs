namespace Monocoque.TransportBench.Serving;

/// <summary>Where the server listens, on 127.0.0.1. The system chooses the ports, so no other program can answer by mistake.</summary>
internal sealed record ServerPorts(int Http, int Https, int Http2, int Echo, int Sink);
