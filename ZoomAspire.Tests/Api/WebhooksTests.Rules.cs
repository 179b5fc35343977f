using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Queue;
using ZoomAspire.Core.Recordings;
using ZoomAspire.Core.Telegram;
using ZoomAspire.Core.Zoom;
using ZoomAspire.Tests.Infrastructure;

namespace ZoomAspire.Tests.Api;

public sealed partial class WebhooksTests
{
    private const string NewSecret = "theNewSecret_0123456789,with-a-comma";
    private const string UrlValidation = """{"event":"endpoint.url_validation","payload":{"plainToken":"xys8n8PGS7mAU0m5-YJjRA"}}""";

    private static readonly DateTimeOffset Noon = DateTimeOffset.FromUnixTimeMilliseconds(1_794_391_204_611);

    [Fact]
    public async Task While_the_secret_is_replaced_both_are_accepted_and_a_url_validation_is_answered_with_the_one_that_asked()
    {
        await using var api = new ApiFactory(_database.ConnectionString)
            .With("ZOOM_WEBHOOK_SECRET", NewSecret).With("ZOOM_WEBHOOK_SECRET_PREVIOUS", TestSettings.WebhookSecret);
        using var client = api.CreateClient();

        async Task<HttpResponseMessage> SendAsync(string body, string? secret)
        {
            using var request = Request(body, "/webhooks/zoom", secret, TimeSpan.Zero);
            return await client.SendAsync(request);
        }

        async Task<string> AnswerAsync(string? secret) =>
            (await (await SendAsync(UrlValidation, secret)).Content.ReadFromJsonAsync<Dictionary<string, string>>())!["encryptedToken"];

        Assert.Equal(HttpStatusCode.OK, (await SendAsync(Completed("uuid-1", files: ["file-1"]), NewSecret)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(Completed("uuid-2", files: ["file-2"]), TestSettings.WebhookSecret)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync(Completed("uuid-3", files: ["file-3"]), "guessed")).StatusCode);
        var withNew = WebhookSignature.EncryptToken(NewSecret, "xys8n8PGS7mAU0m5-YJjRA");
        Assert.Equal(withNew, await AnswerAsync(null));
        Assert.Equal(withNew, await AnswerAsync(NewSecret));
        Assert.NotEqual(withNew, await AnswerAsync(TestSettings.WebhookSecret));
        await using var context = _database.NewContext();
        Assert.Equal(2, await context.Jobs.CountAsync());
    }

    [Fact]
    public async Task A_host_of_ours_with_another_account_is_a_dead_letter_that_keeps_nothing_of_the_payload()
    {
        var contradiction = Completed("uuid-1", files: ["file-1"], account: "another-account");

        Assert.Equal(HttpStatusCode.OK, (await PostAsync(contradiction)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await PostAsync(contradiction)).StatusCode);

        await using var context = _database.NewContext();
        var letter = await context.Jobs.SingleAsync(job => job.Kind == JobKind.FetchMeeting);
        Assert.Equal((JobKind.FetchMeeting, JobStatus.Dead, FailureKind.Permanent), (letter.Kind, letter.Status, letter.FailureKind));
        Assert.NotNull(letter.FinishedAt);
        Assert.Equal("", (await context.Meetings.SingleAsync()).Topic);
        Assert.Equal(WebhookOutcome.Contradictory, (await context.WebhookEvents.SingleAsync()).Outcome);
    }

    [Fact]
    public async Task Who_is_named_with_another_account_is_told_once_for_all_and_again_only_after_approving_again()
    {
        await using (var before = _database.NewContext())
        {
            await before.Database.ExecuteSqlAsync($"UPDATE connections SET authorized_at = now() - interval '1 hour'");
        }

        await PostAsync(Completed("uuid-1", files: ["file-1"], account: "another-account"));
        await PostAsync(Completed("uuid-2", files: ["file-2"], account: "another-account"));

        await using var context = _database.NewContext();
        Assert.Equal(1, await context.Jobs.CountAsync(job => job.Kind == JobKind.TellAccountChanged && job.Status == JobStatus.Queued));

        await context.Database.ExecuteSqlAsync($"UPDATE connections SET authorized_at = now() + interval '1 s'");
        await PostAsync(Completed("uuid-3", files: ["file-3"], account: "another-account"));

        Assert.Equal(2, await context.Jobs.CountAsync(job => job.Kind == JobKind.TellAccountChanged));
    }

    [Fact]
    public async Task A_meeting_that_a_contradictory_event_named_first_still_comes_to_whom_it_belongs()
    {
        const string Other = "another-host";
        await ConnectAsync(new TelegramUserId(1002), Other);
        await PostAsync(Completed("uuid-1", files: ["file-1"], account: "another-account"));

        await PostAsync(Completed("uuid-1", files: ["file-1"]).Replace(Host, Other, StringComparison.Ordinal));

        await using var context = _database.NewContext();
        var meeting = await context.Meetings.SingleAsync();
        var owner = await context.Connections.SingleAsync(connection => connection.ExternalUserId == new ZoomUserId(Other));
        Assert.Equal((owner.UserId, owner.Id, Other, false), (meeting.UserId, meeting.ConnectionId, meeting.OwnerZoomUserId.Value, meeting.IsContradicted));
        Assert.Equal(owner.UserId, (await context.Jobs.SingleAsync(job => job.Status == JobStatus.Queued && job.Kind == JobKind.FetchMeeting)).TenantId);
    }

    [Fact]
    public async Task The_proper_event_is_taken_in_after_one_that_contradicted()
    {
        await PostAsync(Completed("uuid-1", files: ["file-1"], account: "another-account"));
        await PostAsync(Completed("uuid-1", files: ["file-1"]));

        await using var context = _database.NewContext();
        Assert.Equal(1, await context.Jobs.CountAsync(job => job.Status == JobStatus.Queued && job.Kind == JobKind.FetchMeeting));
        Assert.Equal("Board – November 🚒", (await context.Meetings.SingleAsync()).Topic);
    }

    [Fact]
    public async Task Two_users_who_remove_the_app_at_once_are_two()
    {
        const string Other = "another-host";
        await ConnectAsync(new TelegramUserId(1002), Other);
        var body = Deauthorized(_api.Clock.GetUtcNow().AddMinutes(1));

        await Task.WhenAll(PostAsync(body), PostAsync(body.Replace(Host, Other, StringComparison.Ordinal)));

        await using var context = _database.NewContext();
        Assert.All(await context.Connections.ToListAsync(), connection => Assert.Equal(ConnectionStatus.Revoked, connection.Status));
        Assert.Equal(2, await context.Jobs.CountAsync(job => job.Kind == JobKind.TellDeauthorized));
    }

    [Theory]
    [InlineData("recording.transcript_completed")]
    [InlineData("meeting.summary_completed")]
    [InlineData("meeting.ended")]
    public async Task An_event_that_is_not_used_yet_takes_nothing_from_the_one_that_follows(string earlier)
    {
        var body = Completed("uuid-1", files: ["file-1"]);

        Assert.Equal(HttpStatusCode.OK, (await PostAsync(body.Replace("recording.completed", earlier, StringComparison.Ordinal))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await PostAsync(body)).StatusCode);

        await using var context = _database.NewContext();
        Assert.Equal(1, await context.Jobs.CountAsync());
    }

    [Theory]
    [InlineData("recording.trashed")]
    [InlineData("recording.deleted")]
    [InlineData("recording.batch_trashed")]
    [InlineData("recording.batch_deleted")]
    public async Task A_recording_that_was_deleted_before_its_event_came_is_not_taken_in(string deletion)
    {
        Assert.Equal(HttpStatusCode.OK, (await PostAsync(Changed(deletion, Noon, "uuid-1", "file-1"))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await PostAsync(Completed("uuid-1", files: ["file-1"]))).StatusCode);

        await using var context = _database.NewContext();
        Assert.Equal(0, await context.Jobs.CountAsync());
        Assert.Equal(TombstoneState.Deleted, (await context.RecordingTombstones.SingleAsync()).State);
    }

    [Fact]
    public async Task A_deletion_of_one_file_leaves_the_others()
    {
        await PostAsync(Changed("recording.deleted", Noon, "uuid-1", "file-1"));
        await PostAsync(Completed("uuid-1", files: ["file-1", "file-2"]));

        await using var context = _database.NewContext();
        Assert.Equal(1, await context.Jobs.CountAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_latest_of_deletion_and_recovery_counts_whichever_arrives_first(bool inOrder)
    {
        string[] events =
        [
            Changed("recording.trashed", Noon, "uuid-1", "file-1"),
            Changed("recording.recovered", Noon.AddHours(1), "uuid-1", "file-1"),
        ];
        foreach (var body in inOrder ? events : events.Reverse())
        {
            await PostAsync(body);
        }

        await PostAsync(Completed("uuid-1", files: ["file-1"]));

        await using var context = _database.NewContext();
        Assert.Equal(TombstoneState.Recovered, (await context.RecordingTombstones.SingleAsync()).State);
        // Recovered, it comes when it is asked for, not by itself.
        Assert.Equal(0, await context.Jobs.CountAsync());
    }

    [Fact]
    public async Task A_batch_of_hundreds_of_meetings_is_taken_in_at_once()
    {
        var uuids = Enumerable.Range(0, 400).Select(number => $"uuid-{number}").ToArray();

        var answer = await PostAsync(JsonSerializer.Serialize(new
        {
            @event = "recording.batch_trashed",
            event_ts = Noon.ToUnixTimeMilliseconds(),
            payload = new { account_id = Account, operation = "trash_user_recordings", @object = new { meeting_uuids = uuids } },
        }));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        await using var context = _database.NewContext();
        Assert.Equal(400, await context.RecordingTombstones.CountAsync());
    }

    [Fact]
    public async Task Deletions_of_hosts_and_accounts_that_are_not_connected_leave_no_trace()
    {
        await PostAsync(Changed("recording.deleted", Noon, "uuid-1", "file-1").Replace(Host, "stranger", StringComparison.Ordinal));
        await PostAsync(Changed("recording.batch_deleted", Noon, "uuid-1", "file-1").Replace(Account, "another", StringComparison.Ordinal));

        await using var context = _database.NewContext();
        Assert.Equal(0, await context.RecordingTombstones.CountAsync());
        await AssertNothingStoredAsync();
    }

    private static string Changed(string eventName, DateTimeOffset at, string uuid, string fileId)
    {
        object subject = eventName switch
        {
            "recording.batch_trashed" => new { meeting_uuids = new[] { uuid } },
            "recording.batch_deleted" => new { meetings = new[] { new { meeting_uuid = uuid, recording_file_ids = new[] { fileId } } } },
            _ => new { uuid, host_id = Host, recording_files = new[] { new { id = fileId, file_type = "M4A" } } },
        };
        return JsonSerializer.Serialize(new
        {
            @event = eventName,
            event_ts = at.ToUnixTimeMilliseconds(),
            payload = new { account_id = Account, @operator = "anna@example.org", @object = subject },
        });
    }
}
