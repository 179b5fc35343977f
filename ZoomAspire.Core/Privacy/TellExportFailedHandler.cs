using Microsoft.EntityFrameworkCore;
using Telegram.Bot.Types.ReplyMarkups;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Queue;
using ZoomAspire.Core.Recordings;

namespace ZoomAspire.Core.Privacy;

/// <summary>Tells who asked for all that is kept of theirs that the file does not come, with the button to ask again.</summary>
internal sealed class TellExportFailedHandler(ZoomAspireContext context, OwnerNotices notices) : IJobHandler
{
    /// <inheritdoc />
    public async Task HandleAsync(JobLease job, CancellationToken cancellationToken)
    {
        // Whoever has asked again meanwhile, or whose dead letter is tried once more, hears of that.
        var last = await context.Jobs.Where(other => other.Kind == JobKind.ExportData && other.TenantId == job.TenantId)
            .OrderByDescending(other => other.CreatedAt).Select(other => (JobStatus?)other.Status).FirstOrDefaultAsync(cancellationToken);
        if (last is null or JobStatus.Dead)
        {
            var again = InlineKeyboardButton.WithCallbackData(RecordingButtons.TryAgain, DataExports.ButtonData);
            await notices.TellAsync(job, ExportFailureWords.Failed, new InlineKeyboardMarkup(again), cancellationToken);
        }
    }

    /// <inheritdoc />
    public Task StopAsync(JobLease job, JobStatus status, JobFailure failure, CancellationToken cancellationToken) => Task.CompletedTask;
}
