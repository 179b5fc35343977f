using Microsoft.EntityFrameworkCore;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Telegram;

namespace ZoomAspire.Core.Accounts;

/// <summary>Reads and changes what users have chosen. It counts for what comes from then on.</summary>
/// <param name="context">The database.</param>
public sealed class OwnSettings(ZoomAspireContext context)
{
    /// <summary>The user, not to be changed.</summary>
    /// <param name="userId">A user who has talked to us.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<User> GetAsync(TelegramUserId userId, CancellationToken cancellationToken) =>
        context.Users.AsNoTracking().SingleAsync(user => user.TelegramUserId == userId, cancellationToken);

    /// <summary>Changes a choice; what is not changed stays, whoever changes it meanwhile.</summary>
    /// <param name="userId">A user who has talked to us.</param>
    /// <param name="change">Sets it.</param>
    /// <param name="cancellationToken">Gives up; nothing has changed then.</param>
    /// <returns>The user, changed.</returns>
    public async Task<User> ChangeAsync(TelegramUserId userId, Action<User> change, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(change);
        var user = await context.Users.SingleAsync(user => user.TelegramUserId == userId, cancellationToken);
        change(user);
        await context.SaveChangesAsync(cancellationToken);
        return user;
    }
}
