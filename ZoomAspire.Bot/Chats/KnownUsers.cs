using Microsoft.EntityFrameworkCore;
using ZoomAspire.Core.Data;

namespace ZoomAspire.Bot.Chats;

/// <summary>Remembers who talks to the bot privately, and in which language.</summary>
internal sealed class KnownUsers(ZoomAspireContext context, TimeProvider time)
{
    /// <summary>Adds the person, or notes another language.</summary>
    public Task SeenAsync(Sender sender, CancellationToken cancellationToken) =>
        context.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO users (telegram_user_id, locale, created_at)
            VALUES ({sender.Id.Value}, {sender.Locale}, {time.GetUtcNow()})
            ON CONFLICT (telegram_user_id) DO UPDATE SET locale = EXCLUDED.locale
            WHERE users.locale IS DISTINCT FROM EXCLUDED.locale
            """,
            cancellationToken);
}
