using Microsoft.EntityFrameworkCore;
using Telegram.Bot;
using Telegram.Bot.Exceptions;
using Telegram.Bot.Types;
using Telegram.Bot.Types.Enums;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Queue;
using ZoomAspire.Core.Telegram;

namespace ZoomAspire.Core.Recordings;

/// <summary>
/// Puts the one message of a delivery into its chat. The row is written before the call; after a crash between the two we do not
/// know whether the message exists and send another: one truthful announcement too many is the worst that can be left.
/// </summary>
internal sealed class Announcer(ITelegramBotClient bot, ZoomAspireContext context, TelegramCalls calls, TimeProvider time)
{
    /// <summary>Makes sure that the delivery's message is in the chat.</summary>
    /// <returns>Its row, with the message id.</returns>
    /// <exception cref="JobFailedException">Telegram refused or could not be asked.</exception>
    public Task<ChatMessage> AnnounceAsync(JobLease job, DeliveryTarget target, CancellationToken cancellationToken) =>
        AnnounceAsync(job, target, new AnnouncedText(RecordingText.Announcement(target)), cancellationToken);

    /// <summary>The same with another text, should the message not be there yet.</summary>
    public Task<ChatMessage> AnnounceAsync(JobLease job, DeliveryTarget target, AnnouncedText text, CancellationToken cancellationToken) =>
        AnnounceAsync(job, target, 0, text, cancellationToken);

    /// <summary>The same for a part of a recording that takes several messages.</summary>
    public Task<ChatMessage> AnnounceAsync(JobLease job, DeliveryTarget target, AudioPiece piece, CancellationToken cancellationToken) =>
        AnnounceAsync(job, target, piece.Part, new AnnouncedText(RecordingText.Announcement(target, piece)), cancellationToken);

    private async Task<ChatMessage> AnnounceAsync(
        JobLease job, DeliveryTarget target, int part, AnnouncedText text, CancellationToken cancellationToken)
    {
        var message = await FindAsync(target, part, cancellationToken);
        if (message is { MessageId: not null, State: ChatMessageState.Announced or ChatMessageState.Delivered })
        {
            return message;
        }

        if (message is null)
        {
            message = new ChatMessage
            {
                DestinationId = target.Destination.Id,
                DeliveryId = target.Delivery.Id,
                Purpose = ChatMessagePurpose.Announce,
                Part = part,
                UpdatedAt = time.GetUtcNow(),
            };
            context.ChatMessages.Add(message);
        }

        return await SendOnceAsync(job, target, message, text, cancellationToken);
    }

    /// <summary>Sends another message of the delivery, whose row may be new.</summary>
    /// <returns>Its row, with the message id.</returns>
    /// <exception cref="JobFailedException">Telegram refused or could not be asked.</exception>
    public Task<ChatMessage> SendAsync(
        JobLease job, DeliveryTarget target, ChatMessage message, AnnouncedText text, CancellationToken cancellationToken)
    {
        if (message.Id == 0)
        {
            context.ChatMessages.Add(message);
        }

        return SendOnceAsync(job, target, message, text, cancellationToken);
    }

    /// <summary>Replaces a message that the chat no longer has.</summary>
    public Task<ChatMessage> AnnounceAgainAsync(
        JobLease job, DeliveryTarget target, AudioPiece piece, ChatMessage lost, CancellationToken cancellationToken) =>
        SendOnceAsync(job, target, lost, new AnnouncedText(RecordingText.Announcement(target, piece)), cancellationToken);

    /// <summary>Changes what an announcement says. One that is gone, or says so already, is left as it is.</summary>
    /// <returns>Whether it is in the chat and says so.</returns>
    public Task<bool> RewriteAsync(
        JobLease job, DeliveryTarget target, ChatMessage message, AnnouncedText text, CancellationToken cancellationToken) =>
        calls.MakeAsync(
            job, target.Destination, () => EditAsync(target.Destination, message, text, cancellationToken), cancellationToken);

    /// <summary>The same where a refusal matters to nobody: it says nothing about what else there is for the chat.</summary>
    /// <returns>Whether it is in the chat and says so.</returns>
    /// <exception cref="JobFailedException">Telegram could not be asked, or wants to be asked elsewhere or later.</exception>
    public Task<bool> TryRewriteAsync(
        JobLease job, DeliveryTarget target, ChatMessage message, AnnouncedText text, CancellationToken cancellationToken) =>
        calls.MakeAsync(
            job,
            target.Destination,
            async () =>
            {
                try
                {
                    return await EditAsync(target.Destination, message, text, cancellationToken);
                }
                catch (RequestException exception) when (IsRefusal(TelegramCalls.KindOf(exception)))
                {
                    return false;
                }
            },
            cancellationToken);

    /// <summary>The row of the delivery's message, if there is one.</summary>
    public Task<ChatMessage?> FindAsync(DeliveryTarget target, CancellationToken cancellationToken) => FindAsync(target, 0, cancellationToken);

    private async Task<bool> EditAsync(Destination destination, ChatMessage message, AnnouncedText text, CancellationToken cancellationToken)
    {
        try
        {
            await bot.EditMessageText(
                destination.ChatId.Value,
                message.MessageId!.Value,
                text.Html,
                parseMode: ParseMode.Html,
                replyMarkup: text.Keyboard,
                linkPreviewOptions: NoPreview(),
                cancellationToken: cancellationToken);
        }
        catch (RequestException exception) when (TelegramCalls.KindOf(exception) == TelegramFailureKind.NotModified)
        {
            // Said before.
        }
        catch (RequestException exception) when (
            TelegramCalls.KindOf(exception) is TelegramFailureKind.MessageGone or TelegramFailureKind.NotText)
        {
            return false; // Removed by somebody, or the audio by now.
        }

        return true;
    }

    private static bool IsRefusal(TelegramFailureKind kind) => kind is not (TelegramFailureKind.Transient or TelegramFailureKind.RateLimited or
        TelegramFailureKind.Unauthorized or TelegramFailureKind.Conflict or TelegramFailureKind.Migrated);

    private Task<ChatMessage?> FindAsync(DeliveryTarget target, int part, CancellationToken cancellationToken) =>
        context.ChatMessages.SingleOrDefaultAsync(
            message => message.DeliveryId == target.Delivery.Id && message.DestinationId == target.Destination.Id &&
                message.Purpose == ChatMessagePurpose.Announce && message.Part == part,
            cancellationToken);

    private async Task<ChatMessage> SendOnceAsync(
        JobLease job, DeliveryTarget target, ChatMessage message, AnnouncedText text, CancellationToken cancellationToken)
    {
        DemandPause(job, message);
        var (before, sentBefore) = (message.Sends, message.UpdatedAt);
        message.Sends++;
        await SetAsync(job, message, null, ChatMessageState.Sending, cancellationToken);
        try
        {
            var sent = await calls.MakeAsync(
                job, target.Destination, () => SendAsync(target, text, cancellationToken), cancellationToken);
            message.Sends = 0;
            await SetAsync(job, message, sent.Id, ChatMessageState.Announced, cancellationToken);
            return message;
        }
        catch (JobFailedException exception) when (exception.InnerException is RequestException failed)
        {
            if (TelegramCalls.WasNotMade(failed))
            {
                await ForgetSendAsync(job, message, before, sentBefore, cancellationToken);
                throw;
            }

            throw new JobFailedException(
                exception.Failure.Kind, exception.Failure.Reason, UnknownFate.PauseAfter(message.Sends, failed), exception);
        }
    }

    // Of those before it we know as little as before.
    private Task ForgetSendAsync(JobLease job, ChatMessage message, int sends, DateTimeOffset sentAt, CancellationToken cancellationToken)
    {
        message.Sends = sends;
        message.State = sends > 0 ? ChatMessageState.Sending : ChatMessageState.Removed;
        message.UpdatedAt = sentAt;
        return job.SaveAsync(context, cancellationToken);
    }

    // Whatever job it is that sends. One that was begun since has its try: it may have been replayed because Telegram is well again.
    private void DemandPause(JobLease job, ChatMessage message)
    {
        if (message is { State: ChatMessageState.Sending, Sends: >= UnknownFate.QuickSends } && message.UpdatedAt >= job.BegunAt &&
            message.UpdatedAt + UnknownFate.Pause - time.GetUtcNow() is { Ticks: > 0 } left)
        {
            throw new JobFailedException(FailureKind.Transient, "Telegram has not confirmed the announcement.", left);
        }
    }

    private async Task<Message> SendAsync(DeliveryTarget target, AnnouncedText text, CancellationToken cancellationToken)
    {
        var threadId = target.Destination.MessageThreadId;
        try
        {
            return await SendAsync(target, threadId, text, cancellationToken);
        }
        catch (RequestException exception) when (threadId is not null && TelegramCalls.KindOf(exception) == TelegramFailureKind.ThreadGone)
        {
            // The topic was closed or deleted: better in the group's main chat than not at all.
            return await SendAsync(target, null, text, cancellationToken);
        }
    }

    private Task<Message> SendAsync(DeliveryTarget target, int? threadId, AnnouncedText text, CancellationToken cancellationToken) =>
        bot.SendMessage(
            target.Destination.ChatId.Value,
            text.Html,
            parseMode: ParseMode.Html,
            replyMarkup: text.Keyboard,
            messageThreadId: threadId,
            linkPreviewOptions: NoPreview(),
            replyParameters: text.ReplyTo is { } audio ? new ReplyParameters { MessageId = audio, AllowSendingWithoutReply = true } : null,
            disableNotification: target.Meeting.IsQuiet || text.ReplyTo is not null || target.Wishes.AreQuietAt(time.GetUtcNow()),
            protectContent: target.Wishes.ProtectsContent,
            cancellationToken: cancellationToken);

    private Task SetAsync(
        JobLease job, ChatMessage message, int? messageId, ChatMessageState state, CancellationToken cancellationToken)
    {
        message.MessageId = messageId;
        message.State = state;
        message.UpdatedAt = time.GetUtcNow();
        return job.SaveAsync(context, cancellationToken);
    }

    private static LinkPreviewOptions NoPreview() => new() { IsDisabled = true };
}
