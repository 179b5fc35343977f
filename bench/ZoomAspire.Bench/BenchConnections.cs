using System.Globalization;
using Microsoft.Extensions.Options;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Telegram;
using ZoomAspire.Core.Zoom;

namespace ZoomAspire.Bench;

/// <summary>Users in the database, connected as if they had come by the bot and Zoom's consent page.</summary>
internal static class BenchConnections
{
    /// <summary>People of the simulator, with tokens that are good there.</summary>
    public static async Task AddAsync(IReadOnlyList<BenchPerson> people, CancellationToken cancellationToken)
    {
        var now = TimeProvider.System.GetUtcNow();
        var sealer = new Sealer(Options.Create(new TokenEncryptionOptions { Keys = BenchSettings.TokenKeys }));
        await using var context = BenchDatabase.NewContext();
        var users = people.Select(person => new User { TelegramUserId = new TelegramUserId(person.ChatId), CreatedAt = now }).ToList();
        context.Users.AddRange(users);
        await context.SaveChangesAsync(cancellationToken);
        var connections = people.Zip(users, (person, user) => NewConnection(person, user, now)).ToList();
        context.Connections.AddRange(connections);
        await context.SaveChangesAsync(cancellationToken);
        foreach (var (person, connection) in people.Zip(connections))
        {
            connection.AccessToken = sealer.Seal((string)person.Tokens["access_token"]!, SealedPlace.AccessTokenOf(connection.Id));
            connection.RefreshToken = sealer.Seal((string)person.Tokens["refresh_token"]!, SealedPlace.RefreshTokenOf(connection.Id));
        }

        await context.SaveChangesAsync(cancellationToken);
        // Else all would be swept as soon as a worker starts.
        await BenchDatabase.ExecuteAsync(
            "INSERT INTO recording_sweeps (connection_id, due_at, found_count) SELECT id, now() + interval '1 day', 0 FROM connections",
            cancellationToken);
    }

    /// <summary>Users who are only there: connected as everybody is, but known to nobody.</summary>
    /// <param name="count">How many.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static Task AddIdleAsync(int count, CancellationToken cancellationToken) => BenchDatabase.ExecuteAsync(
        string.Create(
            CultureInfo.InvariantCulture,
            $"""
            WITH idle AS (
                INSERT INTO users (telegram_user_id, created_at)
                SELECT 9000000000 + n, now() FROM generate_series(1, {count}) n RETURNING id, telegram_user_id),
            chats AS (
                INSERT INTO destinations (user_id, chat_id, kind, state, created_at)
                SELECT id, telegram_user_id, 'private', 'active', now() FROM idle),
            connected AS (
                INSERT INTO connections (user_id, provider, client_id, external_user_id, account_id, access_token_expires_at, scopes,
                                         status, refresh_error_count, authorized_at, connected_at, last_refresh_at, version)
                SELECT id, 'zoom', '{SignedWebhooks.ClientId}', 'idle-' || id, 'idle-account-' || id, now() + interval '1 day', '',
                       'active', 0, now(), now(), now(), 0 FROM idle
                RETURNING id)
            INSERT INTO recording_sweeps (connection_id, due_at, found_count) SELECT id, now() + interval '1 day', 0 FROM connected
            """),
        cancellationToken);

    private static Connection NewConnection(BenchPerson person, User user, DateTimeOffset now) => new()
    {
        UserId = user.Id,
        Provider = ZoomProvider.Name,
        ClientId = SignedWebhooks.ClientId,
        ExternalUserId = new ZoomUserId(person.ZoomUserId),
        AccountId = person.AccountId,
        AccessTokenExpiresAt = now.AddSeconds((int)person.Tokens["expires_in"]!),
        Scopes = (string)person.Tokens["scope"]!,
        ApiUrl = (string?)person.Tokens["api_url"],
        Status = ConnectionStatus.Active,
        LastRefreshAt = now,
        // Recordings made before one is connected are not delivered.
        AuthorizedAt = now.AddDays(-1),
        ConnectedAt = now.AddDays(-1),
    };
}
