using Microsoft.EntityFrameworkCore;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Notes;
using ZoomAspire.Core.Queue;
using ZoomAspire.Core.Telegram;

namespace ZoomAspire.Core.Recordings;

/// <summary>
/// What is asked for by the buttons below an audio. Whoever sees the audio may: what was delivered to a chat belongs to all in it, and
/// nothing else can be reached from there.
/// </summary>
/// <param name="context">The database.</param>
/// <param name="store">Keeps notes and transcripts.</param>
/// <param name="hints">Tells the workers.</param>
/// <param name="time">The clock.</param>
public sealed class NotesRequests(ZoomAspireContext context, NotesStore store, JobHints hints, TimeProvider time)
{
    /// <summary>Has the notes of a delivery shown, though they are not shown by themselves, or were removed.</summary>
    /// <param name="deliveryId">The delivery.</param>
    /// <param name="chatId">Where it is asked: must be the delivery's chat.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What becomes of it.</returns>
    public async Task<NotesRequestResult> AskAsync(long deliveryId, TelegramChatId chatId, CancellationToken cancellationToken)
    {
        if (await FindAsync(deliveryId, chatId, cancellationToken) is not { } target ||
            (await store.FindAsync(target.Recording.Id, cancellationToken)).Notes is null)
        {
            return NotesRequestResult.NothingKept;
        }

        var isThere = await context.ChatMessages.AnyAsync(
            message => message.DeliveryId == deliveryId && message.Purpose == ChatMessagePurpose.Notes && message.State == ChatMessageState.Announced,
            cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        // The job first, as whoever shows has that: he sees the wish before he ends, or this waits for his end and begins another.
        await JobQueue.AddUnlessOpenAsync(
            context, JobKind.ShowNotes, deliveryId, target.Destination.UserId, null, cancellationToken);
        target.Delivery.NotesAskedAt = time.GetUtcNow();
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await hints.SendAsync(await OpenAsync(deliveryId, cancellationToken), cancellationToken);
        return isThere ? NotesRequestResult.Shown : NotesRequestResult.Coming;
    }

    /// <summary>The transcript of a delivery's recording as a file.</summary>
    /// <param name="deliveryId">The delivery.</param>
    /// <param name="chatId">Where it is asked: must be the delivery's chat.</param>
    /// <param name="format">The form.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The file; null where none is kept, or none may be had there.</returns>
    public async Task<TranscriptFile?> WriteTranscriptAsync(
        long deliveryId, TelegramChatId chatId, TranscriptFormat format, CancellationToken cancellationToken)
    {
        if (await FindAsync(deliveryId, chatId, cancellationToken) is not { } target ||
            await store.FindTranscriptAsync(target.Recording.Id, cancellationToken) is not { } transcript ||
            (format == TranscriptFormat.WebVtt && transcript.Cues.Count == 0)) // What was only written has no subtitles.
        {
            return null;
        }

        return new TranscriptFile(
            TranscriptWriter.Write(transcript, RecordingText.PlainTopic(target), format),
            $"{RecordingText.FileStem(target)}.{TranscriptWriter.Extension(format)}".TrimStart(),
            target.Wishes.ProtectsContent);
    }

    /// <summary>The topic of a delivery's meeting, if its transcript is kept and may be had in a chat; untrusted text.</summary>
    /// <param name="deliveryId">The delivery.</param>
    /// <param name="chatId">The chat.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<string?> FindTopicAsync(long deliveryId, TelegramChatId chatId, CancellationToken cancellationToken) =>
        await FindAsync(deliveryId, chatId, cancellationToken) is { } target &&
        await context.Transcripts.AnyAsync(transcript => transcript.RecordingId == target.Recording.Id, cancellationToken)
            ? RecordingText.PlainTopic(target)
            : null;

    private async Task<DeliveryTarget?> FindAsync(long deliveryId, TelegramChatId chatId, CancellationToken cancellationToken) =>
        await new DeliveryTargets(context).FindAsync(deliveryId, cancellationToken) is
            { IsConnected: true, Delivery.State: DeliveryState.Delivered, Recording.Status: not RecordingStatus.Gone } target &&
        target.Destination.ChatId == chatId && (chatId.IsPrivate || await RoutedChats.LeadsToAsync(context, target.Destination.Id, target.Meeting, cancellationToken))
            ? target
            : null;

    private Task<List<Guid>> OpenAsync(long deliveryId, CancellationToken cancellationToken) => context.Jobs
        .Where(job => job.Kind == JobKind.ShowNotes && job.SubjectId == deliveryId && job.Status == JobStatus.Queued)
        .Select(job => job.Id)
        .ToListAsync(cancellationToken);
}

/// <summary>What becomes of the wish for notes.</summary>
public enum NotesRequestResult
{
    /// <summary>They come.</summary>
    Coming,

    /// <summary>They are in the chat already, unless somebody removed them: then they come again.</summary>
    Shown,

    /// <summary>None are kept, or none may be had there.</summary>
    NothingKept,
}

/// <summary>A transcript as a file.</summary>
/// <param name="Content">The bytes.</param>
/// <param name="FileName">A name that every system takes.</param>
/// <param name="IsProtected">Whether its owner wants that it can be neither forwarded nor saved.</param>
public sealed record TranscriptFile(byte[] Content, string FileName, bool IsProtected);
