using System.Text.Json;
using System.Text.Json.Nodes;
using Monocoque;

namespace SecureWorkers;

/// <summary>
/// A folder with a file for the server and one for each peer. In earnest every peer makes its pair itself and hands out the public key only, and
/// the server's secret key is in the environment (<c>Zmq__Sockets__work__Security__SecretKey</c>) or a vault.
/// </summary>
internal static class KeyFolder
{
    /// <summary>The auditor has a key too, so it may connect; it is no worker, so it may not come in to "work".</summary>
    private static readonly string[] s_peers = ["worker-1", "worker-2", "auditor"];

    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true };

    internal static string ServerFile(string folder) => Path.GetFullPath(Path.Combine(folder, "server.json"));

    internal static string PeerFile(string folder, string peer) => Path.GetFullPath(Path.Combine(folder, peer + ".json"));

    internal static void Create(string folder)
    {
        if (File.Exists(ServerFile(folder)))
            throw new InvalidOperationException($"{ServerFile(folder)} is there already. Keys are not overwritten; \"rotate\" renews those of the server.");
        Directory.CreateDirectory(folder);
        var server = ZmqCurve.GenerateKeyPair();
        var clientKeys = new JsonObject();
        foreach (var peer in s_peers)
        {
            var pair = ZmqCurve.GenerateKeyPair();
            clientKeys[peer] = pair.PublicKey;
            Write(PeerFile(folder, peer), new JsonObject { ["SecretKey"] = pair.SecretKey, ["ServerKey"] = server.PublicKey });
        }
        WriteServer(folder, new JsonObject { ["SecretKey"] = server.SecretKey, ["ClientKeys"] = clientKeys });
    }

    /// <summary>A new pair for the server. Whoever still has the old public key is served too, until the server is told to forget it.</summary>
    internal static void Rotate(string folder)
    {
        var security = JsonNode.Parse(File.ReadAllText(ServerFile(folder)))!["Zmq"]!["Sockets"]!["work"]!["Security"]!;
        var next = ZmqCurve.GenerateKeyPair();
        var changed = (JsonObject)security.DeepClone();
        changed["PreviousSecretKey"] = security["SecretKey"]!.DeepClone();
        changed["SecretKey"] = next.SecretKey;
        WriteServer(folder, changed);
        foreach (var peer in s_peers)
        {
            var file = JsonNode.Parse(File.ReadAllText(PeerFile(folder, peer)))!.AsObject();
            file["ServerKey"] = next.PublicKey;
            Write(PeerFile(folder, peer), file);
        }
    }

    private static void WriteServer(string folder, JsonObject security)
    {
        var sockets = new JsonObject { ["work"] = new JsonObject { ["Security"] = security } };
        Write(ServerFile(folder), new JsonObject { ["Zmq"] = new JsonObject { ["Sockets"] = sockets } });
    }

    /// <summary>For nobody else to read, and all at once: the server watches its file.</summary>
    private static void Write(string path, JsonObject content)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var file = new StreamWriter(path + ".new", options))
            file.WriteLine(content.ToJsonString(s_indented));
        File.Move(path + ".new", path, overwrite: true);
    }
}
