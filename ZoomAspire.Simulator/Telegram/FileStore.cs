using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;

namespace ZoomAspire.Simulator.Telegram;

/// <summary>What Telegram sees in a file; a <c>file_id</c> is bound to it.</summary>
internal enum FileKind
{
    Document,
    Audio,
    Voice,
}

/// <summary>A file that was uploaded, kept on disk.</summary>
/// <param name="Id">Unique in this simulator.</param>
/// <param name="Path">Where its bytes are.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Sha256">Lower-case hexadecimal SHA-256 of the bytes.</param>
/// <param name="FileName">The name it was uploaded under.</param>
/// <param name="MimeType">The type it was uploaded as.</param>
internal sealed record StoredFile(string Id, string Path, long Size, string Sha256, string FileName, string MimeType)
{
    /// <summary>The identifier that bots use: it says what kind of file it is.</summary>
    public string FileId(FileKind kind) => FileStore.Prefix(kind) + Id;

    /// <summary>The identifier for comparing only.</summary>
    public string UniqueId => "AgAD" + Id;

    /// <summary>Where file downloads find it, below <c>/file/bot…/</c>.</summary>
    public string DownloadPath => $"files/{Id}{System.IO.Path.GetExtension(FileName)}";
}

/// <summary>Spools uploads to a temporary directory, which is removed at the end. Never holds a file in memory.</summary>
internal sealed class FileStore : IDisposable
{
    private const int BufferSize = 81920;

    private readonly Lazy<DirectoryInfo> _directory = new(() => Directory.CreateTempSubdirectory("zoomaspire-telegram-"));
    private readonly ConcurrentDictionary<string, StoredFile> _files = new(StringComparer.Ordinal);
    private int _count;

    public static string Prefix(FileKind kind) => kind switch
    {
        FileKind.Audio => "CQACAgIAAxkBAAI",
        FileKind.Voice => "AwACAgIAAxkBAAI",
        _ => "BQACAgIAAxkBAAI",
    };

    /// <summary>Stores a stream up to its end.</summary>
    /// <param name="content">The bytes.</param>
    /// <param name="fileName">The name to keep.</param>
    /// <param name="mimeType">The type to keep.</param>
    /// <param name="limit">Most bytes to store. What is beyond is read, so that the sender can finish, but not kept.</param>
    /// <param name="cancellationToken">Gives up; nothing is kept.</param>
    /// <returns>The file, or null if it is beyond the limit.</returns>
    public async Task<StoredFile?> StoreAsync(
        Stream content, string fileName, string mimeType, long limit, CancellationToken cancellationToken)
    {
        var id = NextId();
        var path = Path.Combine(_directory.Value.FullName, id);
        try
        {
            var (size, sha256) = await SpoolAsync(content, path, limit, cancellationToken);
            if (size <= limit)
            {
                return _files[id] = new StoredFile(id, path, size, sha256, fileName, mimeType);
            }
        }
        catch
        {
            File.Delete(path);
            throw;
        }

        File.Delete(path);
        return null;
    }

    /// <summary>The file of that id, if there is one.</summary>
    public StoredFile? Find(string id) => _files.GetValueOrDefault(id);

    /// <summary>The file that a bot's <c>file_id</c> stands for, and the kind that it is bound to.</summary>
    public (StoredFile File, FileKind Kind)? FindByFileId(string fileId)
    {
        foreach (var kind in Enum.GetValues<FileKind>())
        {
            var prefix = Prefix(kind);
            if (fileId.StartsWith(prefix, StringComparison.Ordinal) && Find(fileId[prefix.Length..]) is { } file)
            {
                return (file, kind);
            }
        }

        return null;
    }

    /// <summary>Takes a file of this machine, as a server with <c>--local</c> does for <c>file:/</c> addresses.</summary>
    /// <returns>The file, or null if it cannot be read.</returns>
    public StoredFile? Adopt(string address)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || !uri.IsFile || !File.Exists(uri.LocalPath))
        {
            return null;
        }

        var id = NextId();
        var path = Path.Combine(_directory.Value.FullName, id);
        File.Copy(uri.LocalPath, path);
        using var content = File.OpenRead(path);
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(content));
        return _files[id] = new StoredFile(
            id, path, content.Length, sha256, Path.GetFileName(uri.LocalPath), "application/octet-stream");
    }

    /// <summary>Removes a file that no message came to use.</summary>
    public void Remove(StoredFile file)
    {
        if (_files.TryRemove(file.Id, out _))
        {
            File.Delete(file.Path);
        }
    }

    /// <summary>Removes all files.</summary>
    public void Clear()
    {
        foreach (var file in _files.Values)
        {
            Remove(file);
        }
    }

    public void Dispose()
    {
        _files.Clear();
        if (_directory.IsValueCreated && Directory.Exists(_directory.Value.FullName))
        {
            _directory.Value.Delete(recursive: true);
        }
    }

    private string NextId() => Interlocked.Increment(ref _count).ToString("x8", CultureInfo.InvariantCulture);

    private static async Task<(long Size, string Sha256)> SpoolAsync(
        Stream content, string path, long limit, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var file = new FileStream(
            path, FileMode.CreateNew, FileAccess.Write, FileShare.None, BufferSize, FileOptions.Asynchronous);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            long size = 0;
            int read;
            while ((read = await content.ReadAsync(buffer.AsMemory(0, BufferSize), cancellationToken)) > 0)
            {
                size += read;
                if (size <= limit)
                {
                    hash.AppendData(buffer, 0, read);
                    await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
                }
            }

            return (size, Convert.ToHexStringLower(hash.GetHashAndReset()));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
