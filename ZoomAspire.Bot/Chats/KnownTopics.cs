using Microsoft.EntityFrameworkCore;
using Telegram.Bot.Types;
using Telegram.Bot.Types.Enums;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Telegram;
using ForumTopic = ZoomAspire.Core.Accounts.ForumTopic;

namespace ZoomAspire.Bot.Chats;

/// <summary>
/// Notes what topics of forums are called. Telegram tells it when a topic is made or renamed, which a bot in privacy mode hears, too; and what
/// is written there replies to the message by which the topic was made, with the name that it had then
/// (https://core.telegram.org/bots/api#message): so that one never takes the place of another.
/// </summary>
internal sealed class KnownTopics(ZoomAspireContext context)
{
    private static readonly TimeSpan Precision = TimeSpan.FromDays(1);

    /// <summary>Notes what a message tells of the topic that it is in.</summary>
    public async Task NoteAsync(Message message, CancellationToken cancellationToken)
    {
        if (!IsForum(message.Chat))
        {
            return;
        }

        var (chatId, threadId) = (new TelegramChatId(message.Chat.Id), ChatPlace.Of(message).ThreadId ?? ForumTopic.General);
        if (NameFrom(message.ForumTopicEdited?.Name) is { } newName)
        {
            await RenameAsync(chatId, threadId, newName, cancellationToken);
        }
        else if (FirstNameOf(message, threadId) is { } name)
        {
            await NoteAsync(chatId, threadId, name, cancellationToken);
        }
    }

    /// <summary>Notes that a chat has topics, if it does.</summary>
    public async Task NoteAsync(Chat chat, CancellationToken cancellationToken)
    {
        if (IsForum(chat))
        {
            await NoteAsync(new TelegramChatId(chat.Id), ForumTopic.General, ForumTopic.GeneralName, cancellationToken);
        }
    }

    /// <summary>Forgets what the topics of a chat are called from which the bot was removed, unless it is still somebody's destination.</summary>
    public Task ForgetUnusedAsync(TelegramChatId chatId, CancellationToken cancellationToken) => context.ForumTopics
        .Where(topic => topic.ChatId == chatId && !context.Destinations.Any(destination => destination.ChatId == topic.ChatId))
        .ExecuteDeleteAsync(cancellationToken);

    private static bool IsForum(Chat chat) => chat is { Type: ChatType.Supergroup, IsForum: true };

    private static string? FirstNameOf(Message message, int threadId) => threadId == ForumTopic.General
        ? ForumTopic.GeneralName
        : NameFrom((message.ForumTopicCreated ?? message.ReplyToMessage?.ForumTopicCreated)?.Name);

    // As it will be shown, so that nothing else lies in the database.
    private static string? NameFrom(string? told) =>
        told is not null && TelegramHtml.OneLine(told, ForumTopic.MaxNameLength) is { Length: > 0 } name ? name : null;

    private Task<int> NoteAsync(TelegramChatId chatId, int threadId, string name, CancellationToken cancellationToken) =>
        context.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO forum_topics (chat_id, message_thread_id, name, seen_at) VALUES ({chatId.Value}, {threadId}, {name}, now())
            ON CONFLICT (chat_id, message_thread_id) DO UPDATE SET seen_at = now() WHERE forum_topics.seen_at < now() - {Precision}
            """,
            cancellationToken);

    private Task<int> RenameAsync(TelegramChatId chatId, int threadId, string name, CancellationToken cancellationToken) =>
        context.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO forum_topics (chat_id, message_thread_id, name, seen_at) VALUES ({chatId.Value}, {threadId}, {name}, now())
            ON CONFLICT (chat_id, message_thread_id) DO UPDATE SET name = excluded.name, seen_at = excluded.seen_at
            """,
            cancellationToken);
}
