using System.Security.Cryptography;
using System.Text.Json;

namespace ZoomAspire.AppHost;

/// <summary>
/// What a checkout keeps between runs in its data directory (<c>DATA_DIR</c>, by default <c>.data/run</c>): the data of the local
/// servers, and in one file readable by its owner only the ports and secrets that were once chosen for it.
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
        _values = File.Exists(_file) ? JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(_file)) ?? [] : [];
    }

    /// <summary>The data directory.</summary>
    public string Directory { get; }

    /// <summary>Opens or creates the data directory.</summary>
    /// <param name="builder">The model: its configuration may name the directory.</param>
    public static LocalState Open(IDistributedApplicationBuilder builder)
    {
        var directory = Path.GetFullPath(
            builder.Configuration["DATA_DIR"] ?? Path.Combine(builder.AppHostDirectory, "..", ".data", "run"));
        System.IO.Directory.CreateDirectory(directory);
        return new LocalState(directory);
    }

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
    /// <exception cref="SetupException">Another one is running.</exception>
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
    }

    /// <inheritdoc/>
    public void Dispose() => _lock?.Dispose();

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
        using (var stream = new FileStream(written, options))
        {
            JsonSerializer.Serialize(stream, _values);
        }

        File.Move(written, _file, overwrite: true);
    }
}
