using Microsoft.EntityFrameworkCore;
using Telegram.Bot;
using Telegram.Bot.Exceptions;
using Telegram.Bot.Types.Enums;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Queue;
using ZoomAspire.Core.Telegram;

namespace ZoomAspire.Core.Recordings;

/// <summary>
/// Brings notes into a chat: into the caption of the audio, and what finds no room there into replies to it. Better notes change what is
/// there, without another message. May be repeated.
/// </summary>
internal sealed class NotesMessages(
    ITelegramBotClient bot, ZoomAspireContext context, Announcer announcer, AudioButtons buttons, TelegramCalls calls, TimeProvider time)
{
    // What is left where notes took more messages before.
    private static string NoLongerNeeded => $"<i>{NotesWords.NoLongerNeeded}</i>";

    /// <summary>Makes the chat show the notes.</summary>
    /// <exception cref="JobFailedException">Telegram refused or could not be asked.</exception>
    public async Task ShowAsync(JobLease job, DeliveryTarget target, ShownNotes shown, CancellationToken cancellationToken)
    {
        var messages = await context.ChatMessages
            .Where(message => message.DeliveryId == target.Delivery.Id && message.DestinationId == target.Destination.Id)
            .ToListAsync(cancellationToken);
        var audios = messages.Where(message => message is { State: ChatMessageState.Delivered, MessageId: not null }).ToList();
        if (audios.Find(message => message.Part == 0) is not { MessageId: { } audioId })
        {
            return; // Somebody removed it: there is nothing that notes would belong to.
        }

        var made = await context.RecordingParts.Where(part => part.RecordingId == target.Recording.Id)
            .OrderBy(part => part.Part)
            .Select(part => TimeSpan.FromMilliseconds(part.DurationMilliseconds))
            .ToListAsync(cancellationToken);
        var parts = audios.Max(message => message.Part) + 1;
        var moments = new Moments(made.Count == 0 && parts == 1 ? [WholeOf(target)] : made, shown.AreTimesOfRecording);
        var wanted = shown.Only(target.Wishes.NotesSections);
        var facts = RecordingText.Caption(target, 0, parts);
        var caption = target.Wishes.NotesLength == NotesLength.Off
            ? new NotesCaption(facts, false)
            : NotesText.Caption(facts, wanted, moments);
        if (await CaptionAsync(job, target, audioId, new AnnouncedText(caption.Html, buttons.Below(target, made.Count > 0, shown)), cancellationToken)
            && (target.Wishes.NotesLength is NotesLength.Normal or NotesLength.Full || target.Delivery.NotesAskedAt is not null ||
                messages.Exists(message => message is { Purpose: ChatMessagePurpose.Notes, State: ChatMessageState.Announced })))
        {
            var texts = NotesText.Messages(wanted, moments, target.Wishes.NotesLength, withSummary: !caption.IsWhole);
            await ReplyAsync(new Replies(job, target, audioId, messages), texts, cancellationToken);
        }
    }

    private static TimeSpan WholeOf(DeliveryTarget target) =>
        target.Recording.DurationMilliseconds is { } measured ? TimeSpan.FromMilliseconds(measured) : RecordingText.Length(target);

    /// <returns>Whether the audio is still there.</returns>
    private Task<bool> CaptionAsync(
        JobLease job, DeliveryTarget target, int audioId, AnnouncedText caption, CancellationToken cancellationToken) =>
        calls.MakeAsync(
            job,
            target.Destination,
            async () =>
            {
                try
                {
                    await bot.EditMessageCaption(
                        target.Destination.ChatId.Value,
                        audioId,
                        caption.Html,
                        parseMode: ParseMode.Html,
                        replyMarkup: caption.Keyboard,
                        cancellationToken: cancellationToken);
                }
                catch (RequestException exception) when (TelegramCalls.KindOf(exception) == TelegramFailureKind.NotModified)
                {
                    // Said before.
                }
                catch (RequestException exception) when (TelegramCalls.KindOf(exception) == TelegramFailureKind.MessageGone)
                {
                    return false;
                }

                return true;
            },
            cancellationToken);

    private async Task ReplyAsync(Replies replies, IReadOnlyList<string> texts, CancellationToken cancellationToken)
    {
        for (var part = 0; part < texts.Count; part++)
        {
            await ReplyAsync(replies, part, new AnnouncedText(texts[part]) { ReplyTo = replies.AudioId }, cancellationToken);
        }

        foreach (var left in replies.Of(part => part >= texts.Count).Where(message => message.State == ChatMessageState.Announced))
        {
            await announcer.RewriteAsync(replies.Job, replies.Target, left, new AnnouncedText(NoLongerNeeded), cancellationToken);
        }
    }

    private async Task ReplyAsync(Replies replies, int part, AnnouncedText text, CancellationToken cancellationToken)
    {
        var message = replies.Of(number => number == part).SingleOrDefault() ?? NewReply(replies.Target, part);
        if (message is { State: ChatMessageState.Announced, MessageId: not null })
        {
            if (await announcer.RewriteAsync(replies.Job, replies.Target, message, text, cancellationToken))
            {
                message.UpdatedAt = time.GetUtcNow(); // There: what was asked for has been done.
                return;
            }

            message.State = ChatMessageState.Removed;
        }

        // Who removed it does not get it again unless he asks. What was never sent has no id.
        if (message.State == ChatMessageState.Sending ||
            (message.State == ChatMessageState.Removed && (message.MessageId is null || replies.Target.Delivery.NotesAskedAt is not null)))
        {
            await announcer.SendAsync(replies.Job, replies.Target, message, text, cancellationToken);
        }
    }

    private ChatMessage NewReply(DeliveryTarget target, int part) => new()
    {
        DestinationId = target.Destination.Id,
        DeliveryId = target.Delivery.Id,
        Purpose = ChatMessagePurpose.Notes,
        Part = part,
        UpdatedAt = time.GetUtcNow(),
    };

    private sealed record Replies(JobLease Job, DeliveryTarget Target, int AudioId, IReadOnlyList<ChatMessage> Messages)
    {
        public IEnumerable<ChatMessage> Of(Func<int, bool> part) =>
            Messages.Where(message => message.Purpose == ChatMessagePurpose.Notes && part(message.Part));
    }
}
