using Microsoft.EntityFrameworkCore;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Telegram;

namespace ZoomAspire.Core.Accounts;

/// <summary>How users want what goes by one of their routes, where that differs from what they want anyway.</summary>
/// <param name="context">The database.</param>
public sealed class RouteWishes(ZoomAspireContext context)
{
    /// <summary>Changes it, for what comes from then on.</summary>
    /// <param name="userId">The user.</param>
    /// <param name="routeId">The route; may be forged.</param>
    /// <param name="change">Sets it; gets the route and its owner.</param>
    /// <param name="cancellationToken">Gives up; nothing has changed then.</param>
    /// <returns>The route and its owner; null if the user has no such route.</returns>
    public async Task<(Route Route, User Owner)?> ChangeAsync(
        TelegramUserId userId, long routeId, Action<Route, User> change, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(change);
        var owner = await context.Users.AsNoTracking().SingleAsync(user => user.TelegramUserId == userId, cancellationToken);
        if (await context.Routes.SingleOrDefaultAsync(route => route.Id == routeId && route.UserId == owner.Id, cancellationToken)
            is not { } route)
        {
            return null;
        }

        change(route, owner);
        await context.SaveChangesAsync(cancellationToken);
        return (route, owner);
    }
}
