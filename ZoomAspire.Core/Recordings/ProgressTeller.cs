using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Queue;

namespace ZoomAspire.Core.Recordings;

/// <summary>
/// Makes announcements say how far the work on them is, beside that work and with a context of its own. An announcement that has become
/// the audio meanwhile, or in a group that may not get it any more, is left alone.
/// </summary>
internal sealed class ProgressTeller(IServiceScopeFactory scopes, TimeProvider time)
{
    // An edit counts against the chat's limits as a message does.
    private static readonly TimeSpan BetweenEdits = TimeSpan.FromSeconds(5);

    /// <summary>Says it every few seconds, if it has changed, until the work has ended.</summary>
    /// <param name="job">The job that does the work.</param>
    /// <param name="deliveryIds">The deliveries whose announcements say it.</param>
    /// <param name="progress">How far it is.</param>
    /// <param name="ended">The work has ended.</param>
    /// <param name="cancellationToken">Ends an edit that is being made, too.</param>
    /// <exception cref="OperationCanceledException">The work has ended.</exception>
    /// <exception cref="JobFailedException">Telegram refused or could not be asked.</exception>
    public async Task TellAsync(
        JobLease job, IReadOnlyList<long> deliveryIds, WorkProgress progress, CancellationToken ended, CancellationToken cancellationToken)
    {
        string? told = null;
        while (true)
        {
            await Task.Delay(BetweenEdits, time, ended);
            if (progress.Text is { } text && text != told)
            {
                told = text;
                await NoteAsync(job, progress.Percent, cancellationToken);
                foreach (var id in deliveryIds)
                {
                    await RewriteAsync(job, id, text, cancellationToken);
                }
            }
        }
    }

    // For whoever asks how things stand.
    private async Task NoteAsync(JobLease job, int percent, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<ZoomAspireContext>();
        await job.SaveAsync(
            context,
            token => context.Database.ExecuteSqlAsync($"UPDATE jobs SET progress_percent = {percent} WHERE id = {job.Id}", token),
            cancellationToken);
    }

    private async Task RewriteAsync(JobLease job, long deliveryId, string progress, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var announcer = scope.ServiceProvider.GetRequiredService<Announcer>();
        var permission = scope.ServiceProvider.GetRequiredService<GroupPermission>();
        if (await scope.ServiceProvider.GetRequiredService<DeliveryTargets>().FindAsync(deliveryId, cancellationToken) is
                { Wishes.ShowsProgress: true } target &&
            await permission.IsRoutedAsync(target, cancellationToken) &&
            await announcer.FindAsync(target, cancellationToken) is { MessageId: not null, State: ChatMessageState.Announced } message)
        {
            target.Wishes.Speak();
            await announcer.RewriteAsync(
                job, target, message, new AnnouncedText(RecordingText.Announcement(target, progress)), cancellationToken);
        }
    }
}

/// <summary>Says in a recording's announcement how far its upload is, where that takes longer than a few seconds.</summary>
internal sealed partial class UploadProgress(ProgressTeller teller, ILogger<UploadProgress> logger)
{
    /// <summary>Begins.</summary>
    /// <param name="job">The job that uploads.</param>
    /// <param name="target">The delivery.</param>
    /// <param name="announcement">The message that is being turned into the audio; only the first of several says anything.</param>
    /// <param name="size">Bytes to upload.</param>
    /// <param name="cancellationToken">Ends everything.</param>
    /// <returns>Dispose it when the upload has ended.</returns>
    public Upload Begin(
        JobLease job, DeliveryTarget target, ChatMessage? announcement, long size, CancellationToken cancellationToken)
    {
        var progress = new WorkProgress();
        var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var telling = announcement is { Part: 0, State: ChatMessageState.Announced }
            ? RunAsync(job, target.Delivery.Id, progress, ended.Token, cancellationToken)
            : Task.CompletedTask;
        return new Upload(telling, progress, size, ended);
    }

    private async Task RunAsync(
        JobLease job, long deliveryId, WorkProgress progress, CancellationToken ended, CancellationToken cancellationToken)
    {
        try
        {
            await teller.TellAsync(job, [deliveryId], progress, ended, cancellationToken);
        }
        catch (Exception exception)
        {
            if (!ended.IsCancellationRequested)
            {
                LogFailed(exception.GetType().Name);
            }
        }
    }

    [LoggerMessage(LogLevel.Information, "The progress of an upload could not be told ({Reason})")]
    private partial void LogFailed(string reason);

    /// <summary>An upload under way.</summary>
    internal sealed class Upload(Task telling, WorkProgress progress, long size, CancellationTokenSource ended) : IAsyncDisposable
    {
        /// <summary>Says how many bytes were sent.</summary>
        public void Report(long sent) => progress.Report(RecordingText.Uploading, size > 0 ? (double)sent / size : 0);

        public async ValueTask DisposeAsync()
        {
            await ended.CancelAsync();
            await telling;
            ended.Dispose();
        }
    }
}
