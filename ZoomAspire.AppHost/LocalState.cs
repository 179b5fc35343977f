using System.Security.Cryptography;
using System.Text.Json;

namespace ZoomAspire.AppHost;

/// <summary>
/// What a checkout keeps between runs in its data directory (<c>DATA_DIR</c>, by default <c>.data/sim</c> with the simulator and
/// <c>.data/run</c> with the real Zoom and Telegram, so that neither meets the other's jobs and tokens): the data of the local
/// servers, and in one file readable by its owner only the ports and secrets that were once chosen for it. One exception: started
/// by root where the account nobody may not enter, Postgres keeps its data in a folder of <c>/var/lib/zoomaspire</c>
/// (<c>local/postgres.sh</c>).
/// </summary>
internal sealed class LocalState : IDisposable
{
    private readonly string _file;
    private readonly Dictionary<string, string> _values;
    private FileStream? _lock;

    private LocalState(string directory)
    {
        Directory = directory;
        _file = Path.Combine(directory, "settings.json");
        _values = Load(_file);
    }

    /// <summary>The data directory.</summary>
    public string Directory { get; }

    /// <summary>Opens or creates the data directory.</summary>
    /// <param name="builder">The model: its configuration may name the directory.</param>
    /// <exception cref="SetupException">The directory cannot be used.</exception>
    public static LocalState Open(IDistributedApplicationBuilder builder)
    {
        var directory = Path.GetFullPath(builder.Configuration["DATA_DIR"] is { Length: > 0 } given
            ? given
            : Path.Combine(builder.AppHostDirectory, "..", ".data", builder.IsSimulated() ? "sim" : "run"));
        try
        {
            System.IO.Directory.CreateDirectory(directory);
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or IOException)
        {
            throw Unusable(directory);
        }

        return new LocalState(directory);
    }

    /// <summary>The name of a container volume that belongs to this data directory alone, as do the passwords inside the volume.</summary>
    /// <param name="store">What is in it.</param>
    public string Volume(string store) =>
        $"zoomaspire-{store}-{Value("volumes", static () => RandomNumberGenerator.GetHexString(8, lowercase: true))}";

    /// <summary>The secret of that name, made on first use.</summary>
    /// <param name="name">Name under which it is kept.</param>
    /// <param name="make">Makes it.</param>
    public string Secret(string name, Func<string> make) => Value(name, make);

    /// <summary>A random password of 48 hexadecimal digits, made on first use.</summary>
    /// <param name="name">Name under which it is kept.</param>
    public string Password(string name) => Value(name, static () => RandomNumberGenerator.GetHexString(48, lowercase: true));

    /// <summary>A loopback port that nobody listens on: the one of the last run if it can be had.</summary>
    /// <param name="name">Name under which it is kept.</param>
    /// <param name="span">How many ports in a row must be free.</param>
    public int Port(string name, int span = 1)
    {
        if (_values.TryGetValue(name, out var known) && int.TryParse(known, out var port) && Enumerable.Range(port, span).All(LoopbackPorts.IsFree))
        {
            return port;
        }

        do
        {
            // Below the range from which systems hand out ports for outgoing connections.
            port = RandomNumberGenerator.GetInt32(20000, 32000);
        }
        while (!Enumerable.Range(port, span).All(LoopbackPorts.IsFree));

        _values[name] = port.ToString(System.Globalization.CultureInfo.InvariantCulture);
        Save();
        return port;
    }

    /// <summary>Keeps a second system away from the same data until this process ends.</summary>
    /// <exception cref="SetupException">Another one is running, or the directory cannot be written.</exception>
    public void Lock()
    {
        try
        {
            _lock = new FileStream(
                Path.Combine(Directory, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            throw new SetupException($"ZoomAspire is already running with the data in {Directory}: stop it first.");
        }
        catch (UnauthorizedAccessException)
        {
            throw Unusable(Directory);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _lock?.Dispose();

    private static Dictionary<string, string> Load(string file)
    {
        try
        {
            return File.Exists(file) ? JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(file)) ?? [] : [];
        }
        catch (JsonException)
        {
            throw new SetupException($"{file} is damaged: without its passwords the data beside it cannot be opened. Repair it, or delete the directory to start afresh.");
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or IOException)
        {
            throw new SetupException($"{file} cannot be read: make it yours, or set DATA_DIR to another directory.");
        }
    }

    private static SetupException Unusable(string directory) =>
        new($"{directory} cannot be written: make it yours, or set DATA_DIR to another directory.");

    private string Value(string name, Func<string> make)
    {
        if (!_values.TryGetValue(name, out var value))
        {
            value = _values[name] = make();
            Save();
        }

        return value;
    }

    private void Save()
    {
        // Never readable by others, not even for a moment; and never half written.
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        var written = _file + ".new";
        try
        {
            using (var stream = new FileStream(written, options))
            {
                JsonSerializer.Serialize(stream, _values);
            }

            File.Move(written, _file, overwrite: true);
        }
        catch (UnauthorizedAccessException)
        {
            throw Unusable(Directory);
        }
    }
}
