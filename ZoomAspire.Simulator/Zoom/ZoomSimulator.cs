using System.Text.Json;
using System.Text.Json.Nodes;

namespace ZoomAspire.Simulator.Zoom;

/// <summary>
/// The simulated Zoom: its users, meetings, grants and webhook deliveries. What a person does at Zoom (hold a meeting, remove
/// the app) and what goes wrong there is done here; what an app sees is served by <see cref="ZoomEndpoints"/>.
/// </summary>
public sealed class ZoomSimulator : IAsyncDisposable
{
    private const int ChallengesBeforeDisabled = 6;

    private readonly SimulatorOptions _options;
    private readonly SimulatorEvents _events;
    private readonly ZoomTimers _timers;
    private int _challengesFailed;

    /// <summary>Makes a Zoom with three users and nothing else.</summary>
    /// <param name="options">Client, secrets and webhook addresses.</param>
    /// <param name="addresses">Where the listeners answer; known once they are open.</param>
    /// <param name="events">Told of every change, topic <c>zoom</c>.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logging">Where to log.</param>
    public ZoomSimulator(
        SimulatorOptions options, SimulatorAddresses addresses, SimulatorEvents events, TimeProvider time, ILoggerFactory logging)
    {
        _options = options;
        _events = events;
        Time = time;
        Addresses = addresses;
        Directory = new ZoomDirectory(time);
        OAuth = new ZoomOAuthServer(options, Faults, time);
        Library = new ZoomLibrary(Faults, time);
        Schedule = new ZoomSchedule(time);
        DownloadTokens = new ZoomDownloadTokens(time);
        Links = new ZoomLinks(addresses, time);
        Recordings = new RecordingJson(Links);
        Events = new ZoomEvents(Recordings, DownloadTokens, options);
        Webhooks = new ZoomWebhookSender(options, Faults, events, time, logging.CreateLogger<ZoomWebhookSender>());
        _timers = new ZoomTimers(time);
    }

    /// <summary>The users.</summary>
    public IReadOnlyList<ZoomUser> Users => Directory.All;

    internal TimeProvider Time { get; }

    internal SimulatorAddresses Addresses { get; }

    internal SimulatorOptions Options => _options;

    internal ZoomFaults Faults { get; } = new();

    internal ZoomCallLog Calls { get; } = new();

    internal ZoomDirectory Directory { get; }

    internal ZoomOAuthServer OAuth { get; }

    internal ZoomLibrary Library { get; }

    internal ZoomSchedule Schedule { get; }

    internal ZoomDownloadTokens DownloadTokens { get; }

    internal ZoomLinks Links { get; }

    internal RecordingJson Recordings { get; }

    internal ZoomEvents Events { get; }

    internal ZoomWebhookSender Webhooks { get; }

    /// <summary>Makes a user.</summary>
    /// <exception cref="ZoomControlException">The e-mail address is taken.</exception>
    public ZoomUser AddUser(NewZoomUser request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var user = Directory.Add(request);
        Changed();
        return user;
    }

    /// <summary>
    /// Ends a recorded meeting: the recording appears and its events follow, if the host has installed the app.
    /// </summary>
    /// <exception cref="ZoomControlException">The request makes no sense; the message says why.</exception>
    public async Task<EndedMeeting> EndMeetingAsync(EndMeeting request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var host = Directory.Get(request.UserId);
        var scheduled = request.MeetingId is { } number ? Schedule.Find(number) : null;
        var meeting = Library.Add(request with { Topic = request.Topic ?? scheduled?.Topic }, host);
        var files = new List<EndedMeetingFile>();
        foreach (var file in meeting.Files)
        {
            files.Add(new EndedMeetingFile
            {
                Id = file.Id,
                Type = file.FileType,
                RecordingType = file.RecordingType,
                Size = file.Content.Length,
                Sha256 = await file.Content.Sha256Async().WaitAsync(cancellationToken),
            });
        }

        var sent = Announce(meeting, request);
        Changed();
        return new EndedMeeting { Uuid = meeting.Uuid, MeetingId = meeting.Number, Files = files, WebhookSentAt = sent };
    }

    /// <summary>Moves a recording to the trash, deletes it for good or recovers it; the event follows.</summary>
    /// <exception cref="ZoomControlException">No meeting has this uuid.</exception>
    public void ChangeRecording(string uuid, RecordingState state)
    {
        var meeting = Library.Find(uuid) ?? throw new ZoomControlException($"No simulated meeting has the uuid {uuid}.");
        ChangeRecording(meeting, state);
    }

    /// <summary>The user removes the app: tokens die, and the notice of it is sent.</summary>
    /// <returns>The first try to deliver the notice.</returns>
    /// <exception cref="ZoomControlException">There is no such user, or the user has not installed the app.</exception>
    public Task<WebhookDelivery> RemoveAppAsync(string userId)
    {
        var user = Directory.Get(userId);
        if (!OAuth.Remove(userId))
        {
            throw new ZoomControlException($"{user.Email} has not installed the app.");
        }

        Changed();
        var now = Time.GetUtcNow();
        return Webhooks.Send(new OutgoingEvent
        {
            Name = "app_deauthorized",
            Url = _options.DeauthorizationUrl,
            Compose = OutgoingEvent.Body(() => Events.Deauthorized(user, now)),
        }).FirstTry;
    }

    /// <summary>Challenges the app's webhook address, as Zoom does every 72 hours.</summary>
    public async Task<ChallengeResult> SendChallengeAsync()
    {
        var plainToken = ZoomIds.Random(16);
        var now = Time.GetUtcNow();
        var delivery = await Webhooks.Send(new OutgoingEvent
        {
            Name = "endpoint.url_validation",
            Url = _options.WebhookUrl,
            Compose = OutgoingEvent.Body(() => ZoomEvents.UrlValidation(plainToken, now)),
            Retry = false,
        }).FirstTry;
        var attempt = delivery.Attempts is [.., var last] ? last : null;
        var passed = delivery.State == WebhookState.Delivered && Answers(delivery.Answer, plainToken);
        _challengesFailed = passed ? 0 : _challengesFailed + 1;
        Changed();
        return new ChallengeResult
        {
            Passed = passed,
            Status = attempt?.Status,
            DurationMs = attempt?.DurationMs ?? 0,
        };
    }

    /// <summary>Sends a body made up by a test.</summary>
    /// <returns>The first try.</returns>
    public Task<WebhookDelivery> SendEventAsync(CraftedEvent crafted)
    {
        ArgumentNullException.ThrowIfNull(crafted);
        return Webhooks.Send(new OutgoingEvent
        {
            Name = "crafted",
            Url = crafted.ToDeauthorization ? _options.DeauthorizationUrl
                : crafted.ByOrganization ? _options.S2sWebhookUrl ?? _options.WebhookUrl : _options.WebhookUrl,
            IsOrganizations = crafted.ByOrganization,
            Compose = () => crafted.Body,
            Signature = crafted.Signature,
            Age = TimeSpan.FromSeconds(crafted.AgeSeconds ?? 3600),
            Retry = crafted.Retry,
        }).FirstTry;
    }

    /// <summary>
    /// What the consent page does when the user has decided: for tests that need no page.
    /// </summary>
    /// <param name="authorizeAddress">The address of the consent page, query included.</param>
    /// <param name="userId">Who is signed in.</param>
    /// <param name="allow">Allow or decline.</param>
    /// <returns>Where the browser is sent.</returns>
    /// <exception cref="ZoomControlException">The page would show an error, or there is no such user.</exception>
    public Uri Consent(Uri authorizeAddress, string userId, bool allow)
    {
        ArgumentNullException.ThrowIfNull(authorizeAddress);
        var query = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(authorizeAddress.Query);
        var (request, error) = ConsentRules.Read(name => query.TryGetValue(name, out var value) ? value.ToString() : null, _options);
        if (request is null)
        {
            throw new ZoomControlException(error!);
        }

        return Decide(request, Directory.Get(userId), allow);
    }

    /// <summary>Replaces faults, settings or both.</summary>
    /// <exception cref="ZoomControlException">A fault can never strike.</exception>
    public void SetFaults(ZoomFaultRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Faults is { } faults)
        {
            if (faults.Any(fault => fault.Count is < 1))
            {
                throw new ZoomControlException("count of a fault must be 1 or more.");
            }

            Faults.Replace(faults);
        }

        Faults.Settings = request.Settings ?? Faults.Settings;
        Changed();
    }

    /// <summary>A snapshot of everything, bodies of webhooks left out.</summary>
    public ZoomState GetState() => new()
    {
        Users = [.. Directory.All.Select(Show)],
        Meetings = [.. Library.All.Select(Show)],
        Grants = OAuth.Grants,
        Deliveries = [.. Webhooks.All.Select(delivery => delivery with { Body = null, Answer = null })],
        Calls = Calls.All,
        Faults = Faults.All,
        Settings = Faults.Settings,
        ChallengesFailed = _challengesFailed,
    };

    /// <summary>The webhooks, first happened first, with their bodies and answers.</summary>
    public IReadOnlyList<WebhookDelivery> GetDeliveries() => Webhooks.All;

    /// <summary>Back to the beginning: three users, no meetings, no grants, no faults.</summary>
    public async Task ResetAsync()
    {
        await _timers.ResetAsync();
        await Webhooks.ResetAsync();
        Faults.Replace([]);
        Faults.Settings = new ZoomSettings();
        OAuth.Reset();
        Library.Reset();
        Schedule.Reset();
        DownloadTokens.Reset();
        Directory.Reset();
        Calls.Reset();
        _challengesFailed = 0;
        Changed();
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _timers.DisposeAsync();
        await Webhooks.DisposeAsync();
    }

    internal void Changed() => _events.Changed("zoom");

    internal Uri Decide(AuthorizationRequest request, ZoomUser user, bool allow)
    {
        var answer = allow
            ? new Dictionary<string, string?> { ["code"] = OAuth.Allow(request, user.Id), ["state"] = request.State }
            : new Dictionary<string, string?> { ["error"] = "access_denied", ["state"] = request.State };
        Changed();
        return new Uri(Microsoft.AspNetCore.WebUtilities.QueryHelpers.AddQueryString(request.RedirectUri, answer));
    }

    internal void ChangeRecording(ZoomMeeting meeting, RecordingState state)
    {
        Library.Change(meeting, state);
        Changed();
        var name = state switch
        {
            RecordingState.Trashed => "recording.trashed",
            RecordingState.Deleted => "recording.deleted",
            _ => "recording.recovered",
        };
        var now = Time.GetUtcNow();
        SendAbout(meeting, name, () => Events.RecordingChanged(meeting, name, now));
    }

    private bool Answers(string? answer, string plainToken)
    {
        try
        {
            var json = JsonNode.Parse(answer ?? "");
            return (string?)json?["plainToken"] == plainToken
                && (string?)json?["encryptedToken"] == ZoomSignature.AnswerChallenge(_options.ZoomWebhookSecret, plainToken);
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    private DateTimeOffset? Announce(ZoomMeeting meeting, EndMeeting request)
    {
        if (request.WithMeetingEvents)
        {
            SendAbout(meeting, "meeting.started", () => ZoomEvents.MeetingChanged(meeting, ended: false, meeting.Start));
            SendAbout(meeting, "meeting.ended", () => ZoomEvents.MeetingChanged(meeting, ended: true, meeting.End));
        }

        if (!request.SendWebhook)
        {
            return null;
        }

        foreach (var transcript in meeting.Files.Where(file => file.IsTranscript))
        {
            AnnounceAt(transcript.ReadyAt, meeting, ZoomEvents.TranscriptCompletedName, Events.TranscriptCompleted);
        }

        if (meeting.SummaryAt is { } summaryAt)
        {
            AnnounceAt(summaryAt, meeting, ZoomEvents.SummaryCompletedName, Events.SummaryCompleted);
        }

        return AnnounceAt(meeting.ReadyAt, meeting, ZoomEvents.RecordingCompletedName, Events.RecordingCompleted);
    }

    private DateTimeOffset? AnnounceAt(
        DateTimeOffset at, ZoomMeeting meeting, string name, Func<ZoomMeeting, DateTimeOffset, JsonObject> compose)
    {
        var wait = at - Time.GetUtcNow();
        if (wait <= TimeSpan.Zero)
        {
            return SendAbout(meeting, name, () => compose(meeting, at));
        }

        _timers.After(wait, () => SendAbout(meeting, name, () => compose(meeting, at)));
        return null;
    }

    /// <summary>
    /// Sends an event to each app that may have it. The one that users authorise: its host has installed it, and its address answers
    /// challenges. The organisation's: the host belongs to its account, and it has an event subscription.
    /// </summary>
    private DateTimeOffset? SendAbout(ZoomMeeting meeting, string name, Func<JsonNode> compose)
    {
        var outgoing = new OutgoingEvent
        {
            Name = name,
            Url = _options.WebhookUrl,
            MeetingUuid = meeting.Uuid,
            Compose = OutgoingEvent.Body(compose),
        };
        DateTimeOffset? sent = null;
        if (OAuth.IsInstalled(meeting.Host.Id) && _challengesFailed < ChallengesBeforeDisabled)
        {
            sent = Webhooks.Send(outgoing).SentAt;
        }

        if (meeting.Host.AccountId == _options.ZoomAccountId && _options.ZoomS2sWebhookSecret.Length > 0 &&
            !Faults.Settings.OrganizationAppDisabled)
        {
            var url = _options.S2sWebhookUrl ?? _options.WebhookUrl;
            sent = Webhooks.Send(outgoing with { IsOrganizations = true, Url = url }).SentAt ?? sent;
        }

        return sent;
    }

    private ZoomUserState Show(ZoomUser user) => new()
    {
        Id = user.Id,
        AccountId = user.AccountId,
        Email = user.Email,
        DisplayName = user.DisplayName,
        Plan = user.Plan,
        Installed = OAuth.IsInstalled(user.Id),
    };

    private static ZoomMeetingState Show(ZoomMeeting meeting) => new()
    {
        Uuid = meeting.Uuid,
        MeetingId = meeting.Number,
        HostId = meeting.Host.Id,
        Topic = meeting.Topic,
        StartTime = meeting.Start,
        Duration = meeting.Minutes,
        State = meeting.State,
        ReadyAt = meeting.ReadyAt,
        Files =
        [
            .. meeting.Files.Select(file => new ZoomFileState
            {
                Id = file.Id,
                Type = file.FileType,
                RecordingType = file.RecordingType,
                Size = file.Content.Length,
                ReadyAt = file.ReadyAt,
                State = file.State,
            }),
        ],
    };
}
