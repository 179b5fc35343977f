using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ZoomAspire.Api.Webhooks;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Audit;
using ZoomAspire.Core.Media;
using ZoomAspire.Core.Queue;
using ZoomAspire.Core.Recordings;
using ZoomAspire.Core.Zoom;
using ZoomAspire.Simulator.Telegram;
using ZoomAspire.Simulator.Zoom;
using ZoomAspire.Tests.Bot;
using ZoomAspire.Tests.Infrastructure;
using ZoomAspire.Worker.Maintenance;

namespace ZoomAspire.Tests.Recordings;

/// <summary>
/// Linked connections through whole services in this process: bot, API and worker as they are, from the operator's command to the audio
/// in the chat.
/// </summary>
public sealed class LinkedDeliveryTests : IAsyncLifetime
{
    private const string WebhookSecret = "webhook-secret-of-the-organisation";

    private readonly string _bucket = $"test-{Guid.NewGuid():n}";
    private BotScene _scene = null!;
    private ServiceHost<WebhookReceiver> _api = null!;
    private ServiceHost<MaintenanceTask> _worker = null!;
    private UserView _operator = null!;
    private UserView _ivan = null!;
    private ChatView _operators = null!;

    private ZoomSimulator Zoom => _scene.Simulator.Zoom;

    private ZoomUser IvansZoom => Zoom.Users[1];

    public async Task InitializeAsync()
    {
        _scene = await BotScene.SetAsync();
        _operator = _scene.NewUser("Olga");
        _ivan = _scene.NewUser("Ivan");
        _operators = _scene.Telegram.CreateGroup("Operators", [_operator.Id]);
        var settings = new Dictionary<string, string?>(_scene.Settings())
        {
            ["OPERATOR_USER_IDS"] = $"{_operator.Id}",
            ["OPERATOR_CHAT_ID"] = $"{_operators.Id}",
            ["ZOOM_S2S_WEBHOOK_SECRET"] = WebhookSecret,
            ["ConnectionStrings:media"] = $"{TestServices.Media};Bucket={_bucket}",
        };
        foreach (var (name, value) in TestSettings.Organization)
        {
            settings[name] = value;
        }

        _api = new ServiceHost<WebhookReceiver>(settings);
        _api.UseKestrel(0);
        _scene.SimulatorOptions.ZoomWebhookSecret = TestSettings.WebhookSecret;
        _scene.SimulatorOptions.ZoomS2sWebhookSecret = WebhookSecret;
        _scene.SimulatorOptions.WebhookUrl = new Uri(_api.CreateClient().BaseAddress!, "webhooks/zoom");
        _worker = new ServiceHost<MaintenanceTask>(settings);
        _worker.CreateClient().Dispose();
        await _scene.StartBotAsync(null, [.. settings.Select(setting => $"--{setting.Key}={setting.Value}")]);
        await _scene.SettleAsync(_ivan);
        await _scene.SettleAsync(_operator);
    }

    public async Task DisposeAsync()
    {
        var media = _worker.Services.GetRequiredService<IOptions<MediaOptions>>().Value;
        await _worker.DisposeAsync();
        await _api.DisposeAsync();
        await TestBucket.DeleteAsync(media);
        await _scene.DisposeAsync();
    }

    [Fact]
    public async Task From_the_operators_command_to_the_audio_in_the_chat_and_once_only_beside_a_connection_of_ones_own()
    {
        _scene.Telegram.SendText(_operators.Id, _operator.Id, $"/link {_ivan.Id} {IvansZoom.Email}");
        var invitation = await _scene.HearAsync(_ivan.Id, "offers to link");
        await EndAsync("Before anybody accepted");
        await DeliveredAsync("recording.completed", 1);
        await _scene.NoticeAsync(_scene.Press(_ivan, invitation, "Accept"));
        await _scene.SeeEditedAsync(invitation, "✅ Connected: Ivan Petrov");

        await EndAsync("Linked board");
        await AudioAsync("Linked board");

        // From now on both apps are told of his meetings.
        await _scene.ConnectAsync(_ivan, IvansZoom);
        Assert.True(await _scene.QueryAsync(context => context.Meetings.AllAsync(meeting => context.Connections.Any(
            connection => connection.Id == meeting.ConnectionId && connection.GrantType == GrantType.AuthorizationCode))));
        await EndAsync("Own board");
        await AudioAsync("Own board");
        await DeliveredAsync("recording.completed", 4);
        await Eventually.HoldsAsync(
            () => _scene.QueryAsync(context => context.Jobs.AllAsync(job => job.Status == JobStatus.Done || job.Status == JobStatus.Cancelled)),
            "all is done");
        Assert.Equal(2, _scene.Telegram.Messages(_ivan.Id).Count(message => message.Kind == "audio"));
        Assert.DoesNotContain(_scene.Telegram.Messages(_ivan.Id), message => message.Text.Contains("Before anybody accepted", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_job_that_runs_while_its_owner_connects_himself_is_done_by_the_own_connection()
    {
        await _scene.AskAsync(_operator, $"/link {_ivan.Id} {IvansZoom.Email}", "Invited");
        await _scene.NoticeAsync(_scene.Press(_ivan, await _scene.HearAsync(_ivan.Id, "offers to link"), "Accept"));
        Zoom.SetFaults(new ZoomFaultRequest { Faults = [new ZoomFault { On = ZoomOperation.GetRecordings, Kind = ZoomFaultKind.Hang, Count = 1 }] });
        await EndAsync("Board in between");
        await Eventually.HoldsAsync(
            () => _scene.QueryAsync(context => context.Jobs.AnyAsync(job => job.Kind == JobKind.FetchMeeting && job.Status == JobStatus.Running)),
            "the job runs");

        await _scene.ConnectAsync(_ivan, IvansZoom);

        await AudioAsync("Board in between");
    }

    [Fact]
    public async Task While_the_app_is_deactivated_work_waits_the_operator_is_alarmed_and_it_goes_on_by_itself()
    {
        await _scene.AskAsync(_operator, $"/link {_ivan.Id} {IvansZoom.Email}", "Invited");
        await _scene.NoticeAsync(_scene.Press(_ivan, await _scene.HearAsync(_ivan.Id, "offers to link"), "Accept"));
        var ended = await Zoom.EndMeetingAsync(
            new EndMeeting { UserId = IvansZoom.Id, Topic = "Waiting board", WithVideo = false, ProcessingSeconds = 1 }, default);
        Zoom.SetFaults(new ZoomFaultRequest { Settings = new ZoomSettings { OrganizationAppDisabled = true } });
        await using (var scope = _api.Services.CreateAsyncScope())
        {
            await scope.ServiceProvider.GetRequiredService<RecordingIntake>().TakeInAsync(
                new WebhookEnvelope("recording.completed", TimeProvider.System.GetUtcNow(), default),
                new RecordingCompleted(
                    IvansZoom.AccountId, new ZoomUserId(IvansZoom.Id), new MeetingUuid(ended.Uuid),
                    ended.MeetingId, "Waiting board", null, null, 1, ["x"]),
                default);
        }

        await Eventually.HoldsAsync(
            () => _scene.QueryAsync(context => context.Jobs.AnyAsync(job => job.Kind == JobKind.FetchMeeting && job.Status == JobStatus.Parked)),
            "the job is parked");
        await RunAsync("watch the organisation's app");
        await RunAsync("watch the organisation's app");
        Assert.Single(_scene.Said(_operators.Id), text => text.Contains("Zoom refuses the organisation's app", StringComparison.Ordinal));
        await RunAsync("resume parked jobs");
        Assert.Equal(ConnectionStatus.Active, (await _scene.ConnectionOfAsync(IvansZoom)).Status);
        Assert.False(await _scene.QueryAsync(context => context.Jobs.AnyAsync(job => job.Kind == JobKind.AskToReconnect)));
        Assert.True(await _scene.QueryAsync(context => context.Jobs.AnyAsync(job => job.Status == JobStatus.Parked)));

        Zoom.SetFaults(new ZoomFaultRequest { Settings = new ZoomSettings() });
        await _scene.QueryAsync(context => context.Database.ExecuteSqlAsync($"UPDATE organization_tokens SET refresh_not_before = NULL"));
        await RunAsync("watch the organisation's app");
        await RunAsync("resume parked jobs");

        await AudioAsync("Waiting board");
        Assert.Single(_scene.Said(_operators.Id), text => text.Contains("Zoom takes the organisation's app again", StringComparison.Ordinal));
        Assert.Equal(
            [AuditActions.OrganizationRefused, AuditActions.OrganizationRestored],
            await _scene.QueryAsync(context => context.AuditLog.Where(line => line.Action.StartsWith("organization."))
                .OrderBy(line => line.Id).Select(line => line.Action).ToListAsync()));
    }

    private Task<EndedMeeting> EndAsync(string topic) => Zoom.EndMeetingAsync(
        new EndMeeting { UserId = IvansZoom.Id, Topic = topic, WithVideo = false, WithTimeline = false }, CancellationToken.None);

    private Task<MessageView> AudioAsync(string topic) => Eventually.GetAsync(
        () => Task.FromResult(_scene.Telegram.Messages(_ivan.Id).SingleOrDefault(
            message => message.Kind == "audio" && message.Text.Contains(topic, StringComparison.Ordinal))),
        $"the audio of {topic}");

    private Task DeliveredAsync(string name, int count) => Eventually.HoldsAsync(
        () => Zoom.GetDeliveries().Count(delivery => delivery.Event == name && delivery.State == WebhookState.Delivered) == count,
        $"{count} webhooks {name} are delivered");

    private async Task RunAsync(string task)
    {
        await using var scope = _worker.Services.CreateAsyncScope();
        await _worker.Services.GetServices<MaintenanceTask>().Single(one => one.Name == task).RunAsync(scope.ServiceProvider, default);
    }

    /// <summary>A service as it is, with settings of the test's own.</summary>
    private sealed class ServiceHost<TEntry>(IReadOnlyDictionary<string, string?> settings) : WebApplicationFactory<TEntry>
        where TEntry : class
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            builder.UseEnvironment("Development");
            foreach (var (name, value) in settings)
            {
                builder.UseSetting(name, value);
            }
        }
    }
}
