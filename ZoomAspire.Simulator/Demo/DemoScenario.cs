using ZoomAspire.Simulator.Telegram;
using ZoomAspire.Simulator.Zoom;

namespace ZoomAspire.Simulator.Demo;

/// <summary>
/// One whole delivery, driven as a person would: connect in Telegram, approve at Zoom, end a recorded meeting, and look at
/// what arrives in the chat. A fresh person on both sides each time, so that runs do not depend on each other.
/// </summary>
internal sealed class DemoScenario(DemoControl control, DemoBrowser browser, TimeProvider time, TextWriter output)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(100);

    /// <summary>A chat that has been silent this long is done: what arrives twice arrives sooner.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(3);

    private string _waitingFor = "the simulator";
    private IReadOnlyList<MessageView> _seen = [];

    /// <summary>Runs the demo and prints what happened.</summary>
    /// <returns>The exit code: 0 only if all is right.</returns>
    public static async Task<int> RunAsync(DemoOptions options, TextWriter output, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { BaseAddress = options.Page };
        using var browser = new DemoBrowser();
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        bounded.CancelAfter(options.Timeout);
        var scenario = new DemoScenario(new DemoControl(http), browser, TimeProvider.System, output);
        return await scenario.RunAsync(options, bounded.Token);
    }

    private async Task<int> RunAsync(DemoOptions options, CancellationToken cancellationToken)
    {
        try
        {
            var report = await DeliverAsync(cancellationToken);
            await report.WriteAsync(output);
            return report.Problems.Count == 0 ? 0 : 1;
        }
        catch (DemoException wrong)
        {
            return await FailAsync(wrong.Message);
        }
        catch (OperationCanceledException)
        {
            return await FailAsync($"Waited {options.Timeout.TotalSeconds:0} s in vain for {_waitingFor}.");
        }
        catch (HttpRequestException unreachable)
        {
            return await FailAsync($"Could not reach {_waitingFor}: {unreachable.Message}");
        }
    }

    private async Task<int> FailAsync(string problem)
    {
        await DemoReport.WriteChatAsync(output, _seen);
        await output.WriteLineAsync($"FAILED  {problem}");
        return 1;
    }

    private async Task<DemoReport> DeliverAsync(CancellationToken cancellationToken)
    {
        var violationsBefore = (await control.ViolationsAsync(cancellationToken)).Count;
        var name = $"Demo {time.GetLocalNow():HH:mm:ss}";
        var person = await control.CreateTelegramUserAsync(name, cancellationToken);
        var zoomUser = await control.CreateZoomUserAsync(name, cancellationToken);
        await ConnectAsync(person, zoomUser, cancellationToken);

        var topic = $"Board <R&D> – {time.GetLocalNow():HH:mm:ss}";
        await SayAsync($"A recorded meeting ends at Zoom: {topic}");
        var meeting = await control.EndMeetingAsync(
            new EndMeeting { UserId = zoomUser.Id, Topic = topic, WithTranscript = true }, cancellationToken);
        await WaitAsync(person.Id, "the audio", message => message.Kind == "audio", cancellationToken);
        await SayAsync("The audio is in the chat.");
        await WaitForSilenceAsync(person.Id, meeting.Uuid, cancellationToken);

        var violations = (await control.ViolationsAsync(cancellationToken)).Skip(violationsBefore).ToList();
        var zoom = await control.ZoomStateAsync(cancellationToken);
        return DemoReport.Create(
            topic,
            meeting,
            [.. zoom.Deliveries.Where(delivery => delivery.MeetingUuid == meeting.Uuid)],
            await control.MessagesAsync(person.Id, cancellationToken),
            violations);
    }

    private async Task ConnectAsync(UserView person, ZoomUser zoomUser, CancellationToken cancellationToken)
    {
        await SayAsync($"{person.FirstName} opens the bot and sends /connect");
        await control.StartAsync(person.Id, cancellationToken);
        await control.SendTextAsync(person.Id, "/connect", cancellationToken);
        var invitation = await WaitAsync(
            person.Id,
            "an answer to /connect with a button that leads to Zoom",
            message => ConnectButton(message) is not null,
            cancellationToken);
        var pressed = await control.PressAsync(invitation, ConnectButton(invitation)!.Text, cancellationToken);

        _waitingFor = "Zoom's consent page";
        var consent = await browser.OpenAsync(new Uri(pressed.Url!), cancellationToken);
        var action = consent.FormAction ?? throw Unexpected("Zoom's consent page", consent);
        await SayAsync($"{person.FirstName} allows the app at Zoom");
        _waitingFor = "the page after the consent";
        var finish = await browser.SubmitAsync(
            action, [new("user_id", zoomUser.Id), new("decision", "allow")], cancellationToken);
        var link = finish.StartLink ?? throw Unexpected("the page that finishes in Telegram", finish);

        await SayAsync($"{person.FirstName} follows the link back to Telegram");
        var started = await control.OpenLinkAsync(person.Id, link, cancellationToken);
        await WaitAsync(
            person.Id,
            $"the chat to say that {zoomUser.Email} is connected",
            message => message.MessageId > started.MessageId && message.FromBot
                && (VisibleText.Contains(message.Text, zoomUser.Email) || VisibleText.Contains(message.Text, zoomUser.DisplayName)),
            cancellationToken);
        await SayAsync("The chat says that it is connected.");
    }

    private async Task<MessageView> WaitAsync(
        long chatId, string what, Func<MessageView, bool> wanted, CancellationToken cancellationToken)
    {
        _waitingFor = what;
        while (true)
        {
            _seen = await control.MessagesAsync(chatId, cancellationToken);
            if (_seen.FirstOrDefault(message => !message.Deleted && wanted(message)) is { } found)
            {
                return found;
            }

            await Task.Delay(LookEvery, time, cancellationToken);
        }
    }

    // The audio may be there before Zoom has told all that it has to tell.
    private async Task WaitForSilenceAsync(long chatId, string meetingUuid, CancellationToken cancellationToken)
    {
        _waitingFor = "the chat to come to rest";
        var (changes, since) = (-1, time.GetTimestamp());
        while (time.GetElapsedTime(since) < Silence)
        {
            var now = (await control.MessagesAsync(chatId, cancellationToken)).Sum(message => message.History.Count);
            if (now != changes || await IsTellingAsync(meetingUuid, cancellationToken))
            {
                (changes, since) = (now, time.GetTimestamp());
            }

            await Task.Delay(LookEvery, time, cancellationToken);
        }
    }

    private async Task<bool> IsTellingAsync(string meetingUuid, CancellationToken cancellationToken) =>
        (await control.ZoomStateAsync(cancellationToken)).Deliveries.Any(
            delivery => delivery.MeetingUuid == meetingUuid && delivery.State == WebhookState.Pending);

    private static ButtonView? ConnectButton(MessageView message) =>
        message.Keyboard.SelectMany(row => row)
            .FirstOrDefault(button => button.Url?.Contains("/oauth/authorize", StringComparison.Ordinal) ?? false);

    private static DemoException Unexpected(string what, DemoPage page) => new(
        $"Instead of {what} came \"{page.Title}\" ({(int)page.Status}) from {page.Address.GetLeftPart(UriPartial.Path)}.");

    private Task SayAsync(string sentence) => output.WriteLineAsync($"{time.GetLocalNow():HH:mm:ss.f}  {sentence}");
}
