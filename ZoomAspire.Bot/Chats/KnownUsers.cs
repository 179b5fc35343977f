using Microsoft.EntityFrameworkCore;
using ZoomAspire.Core.Data;

namespace ZoomAspire.Bot.Chats;

/// <summary>Remembers who talks to the bot privately, and knows in which language they are spoken to.</summary>
internal sealed class KnownUsers(ZoomAspireContext context, TimeProvider time)
{
    /// <summary>Adds the person, or notes another language of their client.</summary>
    /// <returns>Tag of the language in which the person is spoken to; empty for English.</returns>
    public async Task<string> SeenAsync(Sender sender, CancellationToken cancellationToken)
    {
        // What is not changed is not returned, and what is changed is not seen beside: hence both.
        var found = await context.Database.SqlQuery<string>(
            $"""
            WITH seen AS (
                INSERT INTO users (telegram_user_id, locale, created_at)
                VALUES ({sender.Id.Value}, {sender.Locale}, {time.GetUtcNow()})
                ON CONFLICT (telegram_user_id) DO UPDATE SET locale = EXCLUDED.locale
                WHERE users.locale IS DISTINCT FROM EXCLUDED.locale
                RETURNING coalesce(language, locale) AS tag
            )
            SELECT coalesce(
                (SELECT tag FROM seen),
                (SELECT language FROM users WHERE telegram_user_id = {sender.Id.Value}),
                {sender.Locale},
                '') AS "Value"
            """).ToListAsync(cancellationToken);
        return found.Single();
    }

    /// <summary>Tag of the language in which a person is spoken to whom the bot need not know: as they have chosen, else as Telegram says.</summary>
    public async Task<string?> LanguageOfAsync(Sender sender, CancellationToken cancellationToken) =>
        await context.Users.Where(user => user.TelegramUserId == sender.Id).Select(user => user.Language).FirstOrDefaultAsync(cancellationToken)
            ?? sender.Locale;
}
