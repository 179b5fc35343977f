using System.Globalization;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ZoomAspire.Core.Media;

/// <summary>
/// This process's folder for temporary files, below the system's. A lock that ends with the process tells the folders of the living
/// from those that a killed one left behind; those are removed when a service starts.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="logger">Told of what killed processes left behind.</param>
/// <param name="root">Where; null for the system's folder.</param>
/// <param name="isShared">Whether others may read the files: another program's user, in a folder that only it and we can reach.</param>
internal sealed partial class TempSpace(TimeProvider time, ILogger<TempSpace> logger, string? root = null, bool isShared = false)
    : IHostedService, IDisposable
{
    /// <summary>What the names of the folders begin with.</summary>
    internal const string Prefix = "zoomaspire-media-";

    private const string LockName = "lock";

    private const UnixFileMode Owners = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode Shared =
        Owners | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    // Between the making of a folder and its lock.
    private static readonly TimeSpan Young = TimeSpan.FromMinutes(1);

    private readonly Lock _making = new();
    private readonly string _root = root ?? Path.GetTempPath();
    private FileStream? _lock;
    private string? _folder;
    private long _files;

    /// <summary>A name for a file that does not exist yet. Whoever makes it disposes this, which deletes it.</summary>
    public TempFile NewFile(string extension) => new(Path.Combine(
        Folder(), string.Create(CultureInfo.InvariantCulture, $"{Interlocked.Increment(ref _files)}.{extension}")));

    /// <summary>The same for a file that others read under a name of its own.</summary>
    public TempFile NewNamedFile(string name)
    {
        var folder = Path.Combine(Folder(), Interlocked.Increment(ref _files).ToString(CultureInfo.InvariantCulture));
        Make(folder);
        return new TempFile(Path.Combine(folder, name)) { Folder = folder };
    }

    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken)
    {
        Sweep();
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Removes what processes left behind that no longer live.</summary>
    /// <returns>How many folders.</returns>
    internal int Sweep()
    {
        var removed = 0;
        foreach (var folder in Directory.EnumerateDirectories(_root, $"{Prefix}*"))
        {
            try
            {
                removed += IsAbandoned(folder) ? Remove(folder) : 0;
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                LogNotRemoved(exception.GetType().Name); // Another user's, or another process is removing it.
            }
        }

        return removed;
    }

    public void Dispose()
    {
        lock (_making)
        {
            _lock?.Dispose();
            _lock = null;
            if (_folder is not null && Directory.Exists(_folder))
            {
                Directory.Delete(_folder, recursive: true);
            }

            _folder = null;
        }
    }

    private string Folder()
    {
        lock (_making)
        {
            if (_folder is null)
            {
                var folder = MakeFolder();
                _lock = new FileStream(Path.Combine(folder, LockName), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
                _folder = folder;
            }

            return _folder;
        }
    }

    private string MakeFolder()
    {
        var folder = Path.Combine(_root, Prefix + Guid.NewGuid().ToString("n"));
        Make(folder);
        return folder;
    }

    // Its owner's alone, unless it is to be shared: the system's folder is everybody's.
    private void Make(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, isShared ? Shared : Owners);
        }
    }

    private bool IsAbandoned(string folder)
    {
        if (folder == _folder)
        {
            return false;
        }

        var path = Path.Combine(folder, LockName);
        if (!File.Exists(path))
        {
            return time.GetUtcNow() - Directory.GetLastWriteTimeUtc(folder) > Young;
        }

        try
        {
            new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None).Dispose();
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private int Remove(string folder)
    {
        Directory.Delete(folder, recursive: true);
        LogRemoved();
        return 1;
    }

    [LoggerMessage(LogLevel.Information, "Temporary media of a process that was killed was removed")]
    private partial void LogRemoved();

    [LoggerMessage(LogLevel.Warning, "A folder of temporary media could not be removed ({Reason})")]
    private partial void LogNotRemoved(string reason);
}

/// <summary>A temporary file, deleted when this is disposed.</summary>
/// <param name="Path">Its path.</param>
internal sealed record TempFile(string Path) : IDisposable
{
    /// <summary>The folder that was made for it alone, if one was.</summary>
    public string? Folder { get; init; }

    /// <inheritdoc />
    public void Dispose()
    {
        File.Delete(Path);
        if (Folder is not null)
        {
            Directory.Delete(Folder);
        }
    }
}
