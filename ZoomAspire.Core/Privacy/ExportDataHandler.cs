using System.Globalization;
using Microsoft.Extensions.Options;
using Telegram.Bot;
using Telegram.Bot.Types;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Queue;
using ZoomAspire.Core.Recordings;
using ZoomAspire.Core.Telegram;

namespace ZoomAspire.Core.Privacy;

/// <summary>
/// Sends a user all that is kept of theirs as one file. Made anew by each attempt, in a temporary file that nothing but its process sees; sent
/// once, and once more where nobody knows whether it arrived.
/// </summary>
internal sealed class ExportDataHandler(
    ZoomAspireContext context,
    ITelegramBotClient bot,
    DataExportWriter writer,
    OwnerNotices notices,
    IOptions<TelegramOptions> telegram,
    TimeProvider time) : IJobHandler
{
    private const int BufferSize = 64 * 1024;

    // What the file is cut to: enough for thousands of hours of speech.
    private const long LongestFile = 40 * 1024 * 1024;

    /// <inheritdoc />
    public async Task HandleAsync(JobLease job, CancellationToken cancellationToken)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            Options = FileOptions.Asynchronous | FileOptions.DeleteOnClose,
            BufferSize = BufferSize,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        await using var file = new FileStream(Path.Combine(Path.GetTempPath(), $"zoomaspire-export-{Guid.NewGuid():n}"), options);
        await writer.WriteAsync(job.TenantId, file, Math.Min(LongestFile, telegram.Value.UploadLimitBytes / 2), cancellationToken);
        var name = string.Create(CultureInfo.InvariantCulture, $"zoomaspire {time.GetUtcNow():yyyy-MM-dd}.zip");
        await notices.TellAsync(job, chatId => SendAsync(chatId, file, name, cancellationToken), cancellationToken);
    }

    /// <summary>Nothing is left of it: who asked is told, unless the chat is closed to us, and may ask again at once.</summary>
    public Task StopAsync(JobLease job, JobStatus status, JobFailure failure, CancellationToken cancellationToken)
    {
        if (status == JobStatus.Dead)
        {
            JobQueue.Add(context, JobKind.TellExportFailed, job.TenantId, job.TenantId);
        }

        return Task.CompletedTask;
    }

    private Task<Message> SendAsync(TelegramUserId chatId, FileStream file, string name, CancellationToken cancellationToken)
    {
        file.Position = 0;
        return bot.SendDocument(
            chatId.Value, InputFile.FromStream(file, name), caption: PrivacyNoticeWords.Export, cancellationToken: cancellationToken);
    }
}
