using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ZoomAspire.Core.Media;
using ZoomAspire.Core.Telegram;

namespace ZoomAspire.Core.Recordings;

/// <summary>
/// Audio for a Bot API server of our own that shares a directory with us: it is told the path and reads the file by itself
/// (https://core.telegram.org/bots/api#using-a-local-bot-api-server). A file lives as long as its call.
/// </summary>
internal sealed class SharedFiles : IHostedService, IDisposable
{
    private readonly TempSpace? _space;

    public SharedFiles(IOptions<TelegramOptions> options, TimeProvider time, ILogger<TempSpace> logger) =>
        _space = options.Value.LocalDirectory is { Length: > 0 } directory ? new TempSpace(time, logger, directory, isShared: true) : null;

    /// <summary>Whether a directory is shared.</summary>
    public bool AreUsed => _space is not null;

    /// <summary>Writes a file into the shared directory.</summary>
    /// <param name="content">What it holds.</param>
    /// <param name="name">What it is called, as the chat shows it.</param>
    /// <param name="cancellationToken">Gives up; nothing is left behind then.</param>
    /// <returns>The file, which disposing deletes.</returns>
    /// <exception cref="IOException">There is no room for it.</exception>
    /// <exception cref="InvalidOperationException">No directory is shared.</exception>
    public async Task<TempFile> WriteAsync(Stream content, string name, CancellationToken cancellationToken)
    {
        var file = (_space ?? throw new InvalidOperationException("No directory is shared with the Bot API server.")).NewNamedFile(name);
        try
        {
            await using var written = new FileStream(
                file.Path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.Asynchronous });
            await content.CopyToAsync(written, cancellationToken);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken) => _space?.StartAsync(cancellationToken) ?? Task.CompletedTask;

    /// <inheritdoc />
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public void Dispose() => _space?.Dispose();
}
