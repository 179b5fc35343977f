using Microsoft.EntityFrameworkCore;
using Telegram.Bot.Types;
using Telegram.Bot.Types.Enums;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Recordings;
using ZoomAspire.Core.Telegram;

namespace ZoomAspire.Bot.Chats;

/// <summary>
/// Notes what is learnt of a chat from those who write to the bot there. No update tells that a group may be written to again
/// when its permissions change, so deliveries that wait for a chat are tried when somebody is heard there.
/// </summary>
internal sealed class KnownChats(ZoomAspireContext context, ParkedWork parked)
{
    private const int LongestTitle = 256;

    /// <summary>Notes the title of a group.</summary>
    public Task NoteTitleAsync(Chat chat, CancellationToken cancellationToken) =>
        chat.Type == ChatType.Private
            ? Task.CompletedTask
            : NoteTitleAsync(new TelegramChatId(chat.Id), chat.Title, cancellationToken);

    /// <summary>Notes the title of a group.</summary>
    public Task NoteTitleAsync(TelegramChatId chatId, string? seen, CancellationToken cancellationToken)
    {
        var title = seen is { Length: <= LongestTitle } known ? known : null;
        return context.Database.ExecuteSqlAsync(
            $"""
            WITH locked AS (
                SELECT id FROM destinations WHERE chat_id = {chatId.Value} AND title IS DISTINCT FROM {title} ORDER BY id FOR NO KEY UPDATE
            )
            UPDATE destinations d SET title = {title} FROM locked WHERE d.id = locked.id
            """,
            cancellationToken);
    }

    /// <summary>Somebody has written to the bot: a private chat is reachable then, a group may be.</summary>
    public async Task HeardFromAsync(Chat chat, CancellationToken cancellationToken)
    {
        var chatId = new TelegramChatId(chat.Id);
        if (chat.Type != ChatType.Private)
        {
            await NoteTitleAsync(chat, cancellationToken);
            await parked.ProbeAsync(chatId, cancellationToken);
        }
        else if (await RegainAsync(chatId, cancellationToken) > 0)
        {
            await parked.ResumeAsync(cancellationToken);
        }
    }

    /// <summary>Notes that a chat can be written to again.</summary>
    /// <returns>For how many users it could not.</returns>
    public Task<int> RegainAsync(TelegramChatId chatId, CancellationToken cancellationToken) => context.Database.ExecuteSqlAsync(
        $"""
        WITH locked AS (
            SELECT id FROM destinations WHERE chat_id = {chatId.Value} AND state <> 'active' ORDER BY id FOR NO KEY UPDATE
        )
        UPDATE destinations d SET state = 'active' FROM locked WHERE d.id = locked.id
        """,
        cancellationToken);
}
