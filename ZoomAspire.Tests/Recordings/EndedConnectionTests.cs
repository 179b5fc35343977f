using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Audit;
using ZoomAspire.Core.Queue;
using ZoomAspire.Core.Recordings;
using ZoomAspire.Core.Telegram;

namespace ZoomAspire.Tests.Recordings;

/// <summary>What is left in the database of a connection that ended, and what never gets there.</summary>
public sealed class EndedConnectionTests : IAsyncLifetime
{
    private PipelineScene _scene = null!;

    public async Task InitializeAsync() => _scene = await PipelineScene.CreateAsync();

    public async Task DisposeAsync() => await _scene.DisposeAsync();

    [Fact]
    public async Task Words_about_a_failed_delivery_that_are_on_their_way_survive_the_end()
    {
        await _scene.EndMeetingAsync();
        await _scene.RunAsync();
        var delivery = await _scene.DeliveryAsync();
        var owner = await _scene.ReadAsync(context => context.Users.Select(user => user.Id).SingleAsync());
        // As after a delivery that was given up once its recording had been announced.
        await _scene.ReadAsync(async context =>
        {
            await context.Database.ExecuteSqlAsync($"UPDATE deliveries SET state = 'failed', delivered_at = NULL");
            await context.Database.ExecuteSqlAsync($"UPDATE chat_messages SET state = 'announced' WHERE purpose = 'announce'");
            JobQueue.Add(context, JobKind.ReportFailure, delivery.Id, owner);
            return await context.SaveChangesAsync();
        });

        await DisconnectAsync();

        var job = Assert.Single(await _scene.JobsAsync(), job => job.Kind == JobKind.ReportFailure);
        Assert.Equal(JobStatus.Queued, job.Status);
    }

    [Fact]
    public async Task After_disconnecting_nothing_personal_is_left_and_the_audit_log_proves_it()
    {
        await _scene.EndMeetingAsync(_scene.Board() with { Topic = "Secret plans of Ann" });
        await _scene.RunAsync();
        var fileId = (await _scene.DeliveryAsync()).TelegramFileId!;
        var before = await DumpAsync();
        Assert.All(new[] { "Secret plans of Ann", fileId, _scene.Host.Email }, text => Assert.Contains(text, before, StringComparison.Ordinal));
        await DisconnectAsync();

        Assert.Equal(0, await PurgeAsync()); // Its media is still there.
        await PurgeMediaAsync();
        Assert.Equal(1, await PurgeAsync());
        Assert.Equal(0, await PurgeAsync());

        var after = await DumpAsync();
        Assert.All(
            new[] { "Secret plans of Ann", fileId, _scene.Host.Email, _scene.Host.DisplayName },
            text => Assert.DoesNotContain(text, after, StringComparison.Ordinal));
        var line = await _scene.ReadAsync(context => context.AuditLog.AsNoTracking().OrderByDescending(entry => entry.Id).FirstAsync());
        Assert.Equal(AuditActions.ConnectionPurged, line.Action);
        Assert.Contains("meetings 1, recordings 1, deliveries 1", line.Detail, StringComparison.Ordinal);
        Assert.NotNull(line.Person);
    }

    [Fact]
    public async Task A_hundred_connections_that_cannot_be_purged_yet_do_not_keep_the_next_from_it()
    {
        await _scene.EndMeetingAsync();
        await DisconnectAsync();
        // Work for their meetings that is somehow left, so that none of them is clean.
        await _scene.ReadAsync(context => context.Database.ExecuteSqlRawAsync(
            """
            WITH stuck AS (
                INSERT INTO connections (id, provider, client_id, user_id, external_user_id, account_id, access_token_expires_at, scopes, status,
                                         refresh_error_count, authorized_at, version, ended_at)
                SELECT id + n, 'zoom', 'client', user_id, 'stuck' || n, 'account', now(), '', 'revoked', 0, now(), 1, now()
                FROM connections, generate_series(1, 100) n RETURNING id, user_id),
            meeting AS (
                INSERT INTO meetings (provider, zoom_meeting_uuid, zoom_meeting_id, owner_zoom_user_id, connection_id, topic, duration_minutes, created_at)
                SELECT 'zoom', 'stuck' || id, 1, 'owner', id, '', 1, now() FROM stuck RETURNING id, connection_id)
            INSERT INTO jobs (id, kind, subject_id, tenant_id, status, attempts, takeovers, failures)
            SELECT gen_random_uuid(), 'fetch_meeting', m.id, s.user_id, 'parked', 0, 0, 0 FROM meeting m JOIN stuck s ON s.id = m.connection_id
            """));
        await _scene.ReadAsync(context => context.Database.ExecuteSqlRawAsync(
            """
            INSERT INTO connections (id, provider, client_id, user_id, external_user_id, account_id, access_token_expires_at, scopes, status,
                                     refresh_error_count, authorized_at, version, ended_at)
            SELECT max(id) + 1, 'zoom', 'client', max(user_id), 'last', 'account', now(), '', 'revoked', 0, now(), 1, now() FROM connections
            """));

        Assert.Equal(2, await PurgeAsync()); // The scene's own, which comes first, and the last one.
    }

    [Fact]
    public async Task Tombstones_go_after_ninety_days_and_a_connection_made_again_is_kept()
    {
        await _scene.EndMeetingAsync();
        await _scene.RunAsync();
        await DisconnectAsync();
        await PurgeMediaAsync();
        await PurgeAsync();
        Assert.Equal(0, await SweepAsync());

        await _scene.ConnectAsync();
        await _scene.ReadAsync(context => context.Database.ExecuteSqlRawAsync("UPDATE connections SET purged_at = purged_at - interval '91 days'"));
        Assert.Equal(0, await SweepAsync());

        await DisconnectAsync();
        await PurgeAsync();
        await _scene.ReadAsync(context => context.Database.ExecuteSqlRawAsync("UPDATE connections SET purged_at = purged_at - interval '91 days'"));
        Assert.Equal(1, await SweepAsync());
        Assert.Equal(0, await _scene.ReadAsync(context => context.Meetings.CountAsync()));
    }

    [Fact]
    public async Task No_token_verifier_nonce_or_state_is_in_a_dump_of_the_whole_database()
    {
        var secrets = new List<string>();
        await using (var scope = _scene.Services.CreateAsyncScope())
        {
            // A flow that was approved and is not finished, and one that was only started.
            var flows = scope.ServiceProvider.GetRequiredService<OAuthFlows>();
            var user = new TelegramUserId(_scene.ChatId);
            var other = _scene.Zoom.Users.First(zoomUser => zoomUser.Id != _scene.Host.Id);
            var redirect = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(_scene.Zoom.Consent(
                await flows.StartAsync(user, TelegramChatId.PrivateWith(user), null, "en", default), other.Id, allow: true).Query);
            var approved = Assert.IsType<CallbackResult.Approved>(
                await flows.CallbackAsync(redirect["state"].ToString(), redirect["code"].ToString(), default));
            var started = await flows.StartAsync(user, TelegramChatId.PrivateWith(user), null, "en", default);
            secrets.AddRange([redirect["state"].ToString(), redirect["code"].ToString(), approved.Nonce]);
            secrets.Add(Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(started.Query)["state"].ToString());
        }

        await _scene.EndMeetingAsync();
        await _scene.RunAsync();
        var vault = _scene.Services.GetRequiredService<TokenVault>();
        secrets.Add((await vault.ReplaceRejectedAsync(
            _scene.ConnectionId, await vault.GetAsync(_scene.ConnectionId, default), default)).Value);
        var sealer = _scene.Services.GetRequiredService<Sealer>();
        await using var context = _scene.Database.NewContext();
        foreach (var connection in await context.Connections.AsNoTracking().Where(row => row.AccessToken != null).ToListAsync())
        {
            secrets.Add(sealer.Open(connection.AccessToken!, SealedPlace.AccessTokenOf(connection.Id)));
            secrets.Add(sealer.Open(connection.RefreshToken!, SealedPlace.RefreshTokenOf(connection.Id)));
        }

        var verifiers = await context.OAuthFlows.AsNoTracking().Where(flow => flow.CodeVerifier != null).ToListAsync();
        secrets.AddRange(verifiers.Select(flow => sealer.Open(flow.CodeVerifier!, SealedPlace.CodeVerifierOf(flow.Id))));
        Assert.NotEmpty(verifiers);
        Assert.True(secrets.Distinct().Count() >= 9);

        var dump = await DumpAsync();

        Assert.Contains(_scene.Host.Email, dump, StringComparison.Ordinal); // It is the whole database.
        Assert.All(secrets, secret =>
        {
            Assert.DoesNotContain(secret, dump, StringComparison.Ordinal);
            // Bytes are dumped in hexadecimal.
            Assert.DoesNotContain(Convert.ToHexStringLower(System.Text.Encoding.UTF8.GetBytes(secret)), dump, StringComparison.Ordinal);
        });
    }

    /// <summary>Every row of every table, as <c>COPY</c> writes it.</summary>
    private async Task<string> DumpAsync()
    {
        await using var connection = new NpgsqlConnection(_scene.Database.ConnectionString);
        await connection.OpenAsync();
        var tables = new List<string>();
        await using (var command = new NpgsqlCommand("SELECT tablename FROM pg_tables WHERE schemaname = 'public'", connection))
        await using (var reader = await command.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync())
            {
                tables.Add(reader.GetString(0));
            }
        }

        var dump = new System.Text.StringBuilder();
        foreach (var table in tables)
        {
            using var copy = await connection.BeginTextExportAsync($"COPY \"{table}\" TO STDOUT");
            dump.Append(await copy.ReadToEndAsync());
        }

        return dump.ToString();
    }

    private async Task DisconnectAsync()
    {
        await using var scope = _scene.Services.CreateAsyncScope();
        Assert.Equal(
            DisconnectResult.Disconnected,
            await scope.ServiceProvider.GetRequiredService<Connections>().DisconnectAsync(
                new TelegramUserId(_scene.ChatId), _scene.ConnectionId, default));
    }

    private async Task PurgeMediaAsync()
    {
        await using var scope = _scene.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<MediaRetention>().PurgeAsync(default);
    }

    private async Task<int> PurgeAsync()
    {
        await using var scope = _scene.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<EndedConnectionPurge>().PurgeAsync(default);
    }

    private async Task<int> SweepAsync()
    {
        await using var scope = _scene.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<EndedConnectionPurge>().SweepAsync(default);
    }
}
