using Microsoft.EntityFrameworkCore;
using Telegram.Bot;
using Telegram.Bot.Exceptions;
using Telegram.Bot.Types;
using Telegram.Bot.Types.Enums;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Media;
using ZoomAspire.Core.Queue;
using ZoomAspire.Core.Telegram;

namespace ZoomAspire.Core.Recordings;

/// <summary>
/// Brings the audio into the chat: the announcement is turned into it, which may be repeated without harm. A server that cannot
/// do that gets a message of its own, which is never sent a second time unless the first was certainly not sent.
/// </summary>
internal sealed class AudioMessages(
    ITelegramBotClient bot,
    ZoomAspireContext context,
    MediaStore media,
    Announcer announcer,
    UploadProgress uploads,
    SharedFiles shared,
    AudioButtons buttons,
    TelegramCalls calls,
    TimeProvider time)
{
    /// <summary>Makes sure that the audio is in the chat, once.</summary>
    /// <returns>Telegram's id of the file, if it told.</returns>
    /// <exception cref="JobFailedException">Telegram refused or could not be asked.</exception>
    /// <exception cref="FileNotFoundException">The media is no longer there.</exception>
    /// <exception cref="DamagedMediaException">The media is not what was staged; nothing of it is in the chat.</exception>
    /// <exception cref="RequestException">The file is too large for the server.</exception>
    public async Task<string?> PutAsync(
        JobLease job, DeliveryTarget target, AudioPiece piece, ChatMessage announcement, CancellationToken cancellationToken)
    {
        if (await FindSeparateAsync(target, piece.Part, cancellationToken) is { } separate)
        {
            return await SendSeparatelyAsync(job, target, piece, announcement, separate, cancellationToken);
        }

        try
        {
            return await TurnAsync(job, target, piece, announcement, cancellationToken);
        }
        catch (RequestException exception) when (TelegramCalls.KindOf(exception) == TelegramFailureKind.CannotEditToMedia)
        {
            return await SendSeparatelyAsync(job, target, piece, announcement, NewSeparate(target, piece), cancellationToken);
        }
    }

    /// <summary>The row of an audio that was, or may have been, sent as a message of its own.</summary>
    public Task<ChatMessage?> FindSeparateAsync(DeliveryTarget target, CancellationToken cancellationToken) =>
        FindSeparateAsync(target, 0, cancellationToken);

    private Task<ChatMessage?> FindSeparateAsync(DeliveryTarget target, int part, CancellationToken cancellationToken) =>
        context.ChatMessages.SingleOrDefaultAsync(
            message => message.DeliveryId == target.Delivery.Id && message.DestinationId == target.Destination.Id &&
                message.Purpose == ChatMessagePurpose.Audio && message.Part == part,
            cancellationToken);

    private async Task<string?> TurnAsync(
        JobLease job, DeliveryTarget target, AudioPiece piece, ChatMessage announcement, CancellationToken cancellationToken)
    {
        try
        {
            return await WithFileAsync(
                job, target, piece, announcement, file => EditAsync(target, piece, announcement, file, cancellationToken), cancellationToken);
        }
        catch (RequestException exception) when (TelegramCalls.KindOf(exception) == TelegramFailureKind.MessageGone)
        {
            // Somebody deleted it, and the audio with it if it was one already.
            var again = await announcer.AnnounceAgainAsync(job, target, piece, announcement, cancellationToken);
            return await WithFileAsync(
                job, target, piece, again, file => EditAsync(target, piece, again, file, cancellationToken), cancellationToken);
        }
    }

    private async Task<Message?> EditAsync(
        DeliveryTarget target, AudioPiece piece, ChatMessage announcement, InputFile file, CancellationToken cancellationToken)
    {
        var audio = new InputMediaAudio(file)
        {
            Caption = RecordingText.Caption(target, piece),
            ParseMode = ParseMode.Html,
            Duration = RecordingText.DurationSeconds(target, piece),
            Title = RecordingText.Title(target, piece),
            Performer = RecordingText.Performer(target),
        };
        try
        {
            return await bot.EditMessageMedia(
                target.Destination.ChatId.Value,
                announcement.MessageId!.Value,
                audio,
                replyMarkup: buttons.Below(target, piece),
                cancellationToken: cancellationToken);
        }
        catch (RequestException exception) when (TelegramCalls.KindOf(exception) == TelegramFailureKind.NotModified)
        {
            return null;
        }
    }

    /// <summary>With a file that Telegram has from another chat, else with the staged one.</summary>
    private async Task<string?> WithFileAsync(
        JobLease job,
        DeliveryTarget target,
        AudioPiece piece,
        ChatMessage? announcement,
        Func<InputFile, Task<Message?>> use,
        CancellationToken cancellationToken)
    {
        var known = piece.Made is { } made ? made.TelegramFileId : target.FileId;
        try
        {
            if (known is not null)
            {
                return FileId(await CallAsync(job, target, () => use(InputFile.FromFileId(known)), cancellationToken)) ?? known;
            }
        }
        catch (RequestException exception) when (TelegramCalls.KindOf(exception) == TelegramFailureKind.FileIdInvalid)
        {
            // File ids are not promised for ever.
        }

        await using var content = await OpenAsync(piece, cancellationToken);
        await using var telling = uploads.Begin(job, target, announcement, content.Length, cancellationToken);
        var (measured, name) = (new MeasuredStream(content, telling.Report), RecordingText.FileName(target, piece));
        using var local = shared.AreUsed ? await shared.WriteAsync(measured, name, cancellationToken) : null;
        InputFile file = local is null ? InputFile.FromStream(measured, name) : InputFile.FromUri(new Uri(local.Path));
        try
        {
            return FileId(await CallAsync(job, target, () => use(file), cancellationToken));
        }
        catch (RequestException exception) when (DamagedMediaException.IsCauseOf(exception))
        {
            // The upload was broken off before its end, so that Telegram took nothing.
            throw new DamagedMediaException();
        }
    }

    private Task<Stream> OpenAsync(AudioPiece piece, CancellationToken cancellationToken) => piece switch
    {
        { MediaKey: null } => throw new FileNotFoundException("Telegram no longer has the audio, and it is not staged."),
        { MediaKey: { } key, Stored: { } stored } => media.OpenVerifiedAsync(key, stored, cancellationToken),
        { MediaKey: { } key } => media.OpenAsync(key, cancellationToken),
    };

    // What a caller here handles comes as it is; everything else ends the attempt.
    private async Task<Message?> CallAsync(
        JobLease job, DeliveryTarget target, Func<Task<Message?>> call, CancellationToken cancellationToken)
    {
        RequestException? handled = null;
        var message = await calls.MakeAsync(
            job,
            target.Destination,
            async () =>
            {
                try
                {
                    return await call();
                }
                catch (RequestException exception) when (DamagedMediaException.IsCauseOf(exception) ||
                    TelegramCalls.KindOf(exception) is TelegramFailureKind.MessageGone or TelegramFailureKind.CannotEditToMedia or TelegramFailureKind.FileIdInvalid or TelegramFailureKind.TooLarge)
                {
                    handled = exception;
                    return null;
                }
            },
            cancellationToken);
        return handled is null ? message : throw handled;
    }

    // A server may take it for something else than audio.
    private static string? FileId(Message? message) => message?.Audio?.FileId ?? message?.Document?.FileId ?? message?.Voice?.FileId;

    private async Task<string?> SendSeparatelyAsync(
        JobLease job,
        DeliveryTarget target,
        AudioPiece piece,
        ChatMessage announcement,
        ChatMessage separate,
        CancellationToken cancellationToken)
    {
        string? fileId = null;
        if (separate.State != ChatMessageState.Delivered)
        {
            DemandUnsent(separate);
            fileId = await SendOnceAsync(job, target, piece, separate, cancellationToken);
        }

        await RemoveAsync(job, target, announcement, cancellationToken);
        return fileId;
    }

    private static void DemandUnsent(ChatMessage separate)
    {
        if (separate is { Id: not 0, State: ChatMessageState.Sending })
        {
            throw new JobFailedException(
                FailureKind.Permanent, "Telegram never confirmed the audio: it may be in the chat, so it is not sent again.");
        }
    }

    private async Task<string?> SendOnceAsync(
        JobLease job, DeliveryTarget target, AudioPiece piece, ChatMessage separate, CancellationToken cancellationToken)
    {
        Message? sent = null;
        var fileId = await WithFileAsync(
            job,
            target,
            piece,
            null,
            async file => sent = await SendAsync(job, target, piece, separate, file, cancellationToken),
            cancellationToken);
        await SetAsync(job, separate, sent!.Id, ChatMessageState.Delivered, cancellationToken);
        return fileId;
    }

    private async Task<Message> SendAsync(
        JobLease job,
        DeliveryTarget target,
        AudioPiece piece,
        ChatMessage separate,
        InputFile file,
        CancellationToken cancellationToken)
    {
        await SetAsync(job, separate, null, ChatMessageState.Sending, cancellationToken);
        try
        {
            return await bot.SendAudio(
                target.Destination.ChatId.Value,
                file,
                caption: RecordingText.Caption(target, piece),
                parseMode: ParseMode.Html,
                replyMarkup: buttons.Below(target, piece),
                duration: RecordingText.DurationSeconds(target, piece),
                performer: RecordingText.Performer(target),
                title: RecordingText.Title(target, piece),
                messageThreadId: target.Destination.MessageThreadId,
                disableNotification: target.Meeting.IsQuiet || target.Wishes.AreQuietAt(time.GetUtcNow()),
                protectContent: target.Wishes.ProtectsContent,
                cancellationToken: cancellationToken);
        }
        catch (RequestException exception) when (TelegramCalls.WasNotMade(exception))
        {
            await SetAsync(job, separate, null, ChatMessageState.Removed, cancellationToken);
            throw;
        }
        catch (RequestException exception)
        {
            throw new JobFailedException(
                FailureKind.Permanent,
                "Telegram never confirmed the audio: it may be in the chat, so it is not sent again.",
                innerException: exception);
        }
    }

    private async Task RemoveAsync(JobLease job, DeliveryTarget target, ChatMessage announcement, CancellationToken cancellationToken)
    {
        if (announcement.MessageId is { } messageId)
        {
            await calls.MakeAsync(
                job, target.Destination, () => DeleteAsync(target, messageId, cancellationToken), cancellationToken);
        }

        announcement.State = ChatMessageState.Removed;
        announcement.UpdatedAt = time.GetUtcNow();
    }

    private async Task<bool> DeleteAsync(DeliveryTarget target, int messageId, CancellationToken cancellationToken)
    {
        try
        {
            await bot.DeleteMessage(target.Destination.ChatId.Value, messageId, cancellationToken);
            return true;
        }
        catch (RequestException exception) when (TelegramCalls.KindOf(exception) == TelegramFailureKind.MessageGone)
        {
            return false;
        }
    }

    private ChatMessage NewSeparate(DeliveryTarget target, AudioPiece piece)
    {
        var message = new ChatMessage
        {
            DestinationId = target.Destination.Id,
            DeliveryId = target.Delivery.Id,
            Purpose = ChatMessagePurpose.Audio,
            Part = piece.Part,
            UpdatedAt = time.GetUtcNow(),
        };
        context.ChatMessages.Add(message);
        return message;
    }

    private Task SetAsync(
        JobLease job, ChatMessage message, int? messageId, ChatMessageState state, CancellationToken cancellationToken)
    {
        message.MessageId = messageId;
        message.State = state;
        message.UpdatedAt = time.GetUtcNow();
        return job.SaveAsync(context, cancellationToken);
    }
}
