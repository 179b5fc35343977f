using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Tests.Infrastructure;

namespace ZoomAspire.Tests.Data;

public sealed class RoutingMigrationTests
{
    [Fact]
    public async Task Routes_from_before_are_for_everything_and_bring_recordings_to_all_chats_as_they_did()
    {
        await using var database = await TestDatabase.CreateEmptyAsync();
        await using (var context = database.NewContext())
        {
            await context.GetService<IMigrator>().MigrateAsync("20261127200000_FittedMedia");
            // The first has both chats, the second the group only.
            await context.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO users (id, telegram_user_id, created_at) VALUES (1, 101, now());
                INSERT INTO connections (id, user_id, provider, client_id, external_user_id, account_id, access_token_expires_at, scopes, status,
                    refresh_error_count, authorized_at, version)
                SELECT n, 1, 'zoom', 'c', n::text, 'a', now(), '', 'active', 0, now(), 0 FROM generate_series(1, 2) n;
                INSERT INTO destinations (id, user_id, chat_id, kind, state, created_at)
                VALUES (1, 1, 101, 'private', 'active', now()), (2, 1, -1001, 'group', 'active', now());
                INSERT INTO routes (user_id, connection_id, destination_id) VALUES (1, 1, 1), (1, 1, 2), (1, 2, 2);
                """);
            await context.GetService<IMigrator>().MigrateAsync();
        }

        await using var migrated = database.NewContext();
        var routes = await migrated.Routes.OrderBy(route => route.Id).ToListAsync();
        Assert.All(routes, route => Assert.Equal((RouteMatch.Everything, RouteState.Active), (route.Match, route.State)));
        var both = RouteChoice.Of(routes.Where(route => route.ConnectionId == 1), 1, new RoutedMeeting(5, "Board"));
        var group = RouteChoice.Of(routes.Where(route => route.ConnectionId == 2), 1, new RoutedMeeting(5, "Board"));
        Assert.Equal((true, 2L), (both.IsPrivate, Assert.Single(both.DestinationIds)));
        Assert.Equal((false, 2L), (group.IsPrivate, Assert.Single(group.DestinationIds)));
    }
}
