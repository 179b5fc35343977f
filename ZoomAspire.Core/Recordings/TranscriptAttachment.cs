using Microsoft.EntityFrameworkCore;
using Telegram.Bot;
using Telegram.Bot.Exceptions;
using Telegram.Bot.Types;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Notes;
using ZoomAspire.Core.Queue;

namespace ZoomAspire.Core.Recordings;

/// <summary>
/// Sends the transcript as a file, as a silent reply to the audio, where its owner wants that: once, whatever becomes of it. As nobody can tell
/// whether a call that was cut off sent it, it is then not sent a second time; the button below the audio brings it.
/// </summary>
internal sealed class TranscriptAttachment(
    ITelegramBotClient bot, ZoomAspireContext context, NotesStore store, TelegramCalls calls, TimeProvider time)
{
    /// <summary>Sends it, unless there is none, or it was sent before.</summary>
    /// <exception cref="JobFailedException">Telegram refused or could not be asked.</exception>
    public async Task SendOnceAsync(JobLease job, DeliveryTarget target, CancellationToken cancellationToken)
    {
        if (!target.Wishes.AttachesTranscript || await FindAudioAsync(target, cancellationToken) is not { } audioId ||
            await FindAsync(target, cancellationToken) is { State: not ChatMessageState.Removed } or { MessageId: not null } ||
            await store.FindTranscriptAsync(target.Recording.Id, cancellationToken) is not { Cues.Count: > 0 } transcript) // What was said may still come.
        {
            return;
        }

        var row = await FindAsync(target, cancellationToken) ?? NewRow(target);
        await SetAsync(job, row, null, ChatMessageState.Sending, cancellationToken);
        try
        {
            var sent = await calls.MakeAsync(
                job, target.Destination, () => SendAsync(target, transcript, audioId, cancellationToken), cancellationToken);
            await SetAsync(job, row, sent.Id, ChatMessageState.Announced, cancellationToken);
        }
        catch (JobFailedException exception) when (exception.InnerException is RequestException failed && TelegramCalls.WasNotMade(failed))
        {
            await SetAsync(job, row, null, ChatMessageState.Removed, cancellationToken);
            throw;
        }
    }

    private async Task<Message> SendAsync(DeliveryTarget target, Transcript transcript, int audioId, CancellationToken cancellationToken)
    {
        var content = TranscriptWriter.Write(transcript, RecordingText.PlainTopic(target), TranscriptFormat.Text);
        var name = $"{RecordingText.FileStem(target)}.{TranscriptWriter.Extension(TranscriptFormat.Text)}".TrimStart();
        using var stream = new MemoryStream(content, writable: false);
        return await bot.SendDocument(
            target.Destination.ChatId.Value,
            InputFile.FromStream(stream, name),
            replyParameters: new ReplyParameters { MessageId = audioId, AllowSendingWithoutReply = true },
            messageThreadId: target.Destination.MessageThreadId,
            disableNotification: true,
            protectContent: target.Wishes.ProtectsContent,
            cancellationToken: cancellationToken);
    }

    // Whoever removed it wants nothing that belongs to it.
    private Task<int?> FindAudioAsync(DeliveryTarget target, CancellationToken cancellationToken) => context.ChatMessages
        .Where(message => message.DeliveryId == target.Delivery.Id && message.DestinationId == target.Destination.Id &&
            message.Part == 0 && message.State == ChatMessageState.Delivered)
        .Select(message => message.MessageId)
        .FirstOrDefaultAsync(cancellationToken);

    private Task<ChatMessage?> FindAsync(DeliveryTarget target, CancellationToken cancellationToken) => context.ChatMessages.SingleOrDefaultAsync(
        message => message.DeliveryId == target.Delivery.Id && message.DestinationId == target.Destination.Id &&
            message.Purpose == ChatMessagePurpose.Transcript && message.Part == 0,
        cancellationToken);

    private ChatMessage NewRow(DeliveryTarget target)
    {
        var row = new ChatMessage
        {
            DestinationId = target.Destination.Id,
            DeliveryId = target.Delivery.Id,
            Purpose = ChatMessagePurpose.Transcript,
            UpdatedAt = time.GetUtcNow(),
        };
        context.ChatMessages.Add(row);
        return row;
    }

    private Task SetAsync(JobLease job, ChatMessage row, int? messageId, ChatMessageState state, CancellationToken cancellationToken)
    {
        row.MessageId = messageId;
        row.State = state;
        row.UpdatedAt = time.GetUtcNow();
        return job.SaveAsync(context, cancellationToken);
    }
}
