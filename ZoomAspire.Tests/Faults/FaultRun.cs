using System.Diagnostics;
using ZoomAspire.Simulator.Demo;
using ZoomAspire.Simulator.Telegram;
using ZoomAspire.Simulator.Zoom;
using ZoomAspire.Tests.Infrastructure;

namespace ZoomAspire.Tests.Faults;

/// <summary>Carries rounds out and judges from outside, by what the chats show, whether every promise was kept.</summary>
internal sealed class FaultRun(FaultSystem system, string name, Action<string> say)
{
    private const string Help = "Connect your Zoom account once";
    private const string Announcement = "The audio follows.";
    private const string Apology = "Something went wrong on my side. Please try again";

    private static readonly TimeSpan StepPatience = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);
    private static readonly TimeSpan PassTimeEvery = TimeSpan.FromSeconds(8);

    private readonly List<Expected> _expected = [];
    private readonly List<Trouble> _troubles = [];
    private readonly Dictionary<long, int> _asked = [];
    private readonly Dictionary<long, int> _askedAgain = [];
    private readonly DateTimeOffset _began = Now;

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    public async Task RunAsync(Round round)
    {
        say($"{Now:HH:mm:ss.f} {round.Fault}{(round.InRealTime ? ", leases in real time" : "")} [{string.Join("; ", round.Meetings)}]");
        var began = Now;
        var failpoint = round.Fault.Step is { } step ? Arm(step) : null;
        foreach (var meeting in round.Meetings)
        {
            await EndAsync(meeting);
        }

        if (round.Fault.Target == "bot")
        {
            await AskAsync(system.Persons[round.Meetings[0].Person]);
        }

        await (failpoint is null ? StrikeAsync(round) : StrikeAsync(round, failpoint));
        _troubles.Add(new Trouble(round.Fault, began, Now));
    }

    /// <summary>A recorded meeting ends, and its audio is expected from now on.</summary>
    public async Task EndAsync(PlannedMeeting planned)
    {
        var person = system.Persons[planned.Person];
        var topic = $"Meeting {name} number {_expected.Count} of many";
        if (planned.SecondsBehind != 0)
        {
            await system.Control.SkewNextWebhookAsync(planned.SecondsBehind);
        }

        var began = Now;
        var ended = await system.Control.EndMeetingAsync(new EndMeeting
        {
            UserId = person.ZoomUserId, Topic = topic, Size = planned.Size, WithVideo = false, WithTimeline = false,
        });
        _expected.Add(new Expected(person, topic, ended.Files.Single(file => file.RecordingType == "audio_only").Sha256, began));
        if (planned.Duplicates > 0)
        {
            await system.Control.SendAgainAsync(ended, planned.Duplicates);
        }
    }

    /// <summary>Waits until everything has arrived and nothing is left to do.</summary>
    public async Task SettleAsync()
    {
        var watch = Stopwatch.StartNew();
        var passed = TimeSpan.Zero;
        while (await MissingAsync() is { Count: > 0 } missing)
        {
            if (watch.Elapsed > Patience)
            {
                Assert.Fail($"Never came: {string.Join(", ", missing)}. Jobs: {string.Join("; ", await system.UndoneJobsAsync())}");
            }

            if (watch.Elapsed - passed > PassTimeEvery)
            {
                // Retries wait longer and longer: their time passes at once.
                passed = watch.Elapsed;
                await system.PassTimeAsync();
                if (await system.Control.CountPendingWebhooksAsync() == 0)
                {
                    await system.SweepAsync();
                }
            }

            await AskAgainAsync();
            await Task.Delay(300);
        }

        // A repeat of Zoom's that comes late may still do harm.
        await Eventually.HoldsAsync(async () => await system.Control.CountPendingWebhooksAsync() == 0, "Zoom has sent everything", Patience);
        await Eventually.HoldsAsync(async () => (await system.UndoneJobsAsync()).Count == 0, "no open job is left", Patience);
    }

    /// <summary>What is wrong, one sentence each.</summary>
    public async Task<IReadOnlyList<string>> ProblemsAsync()
    {
        var chats = await ChatsAsync();
        return
        [
            .. _expected.SelectMany(expected => Problems(expected, chats)),
            .. _asked.Where(asked => Answers(chats[asked.Key]) > MostAnswers(asked.Value))
                .Select(asked => $"{Answers(chats[asked.Key])} answers to {asked.Value} questions."),
            .. _asked.Keys.Where(chat => Apologies(chats[chat]) > _troubles.Count(trouble => trouble.Fault.Target == "postgres"))
                .Select(chat => $"{Apologies(chats[chat])} apologies to {chat}, more than the database was away."),
            .. CameCount(chats) is var came && came != _expected.Count ? [$"{came} audios came of {_expected.Count} recordings."] : (string[])[],
            .. (await system.Control.ViolationsAsync()).Select(violation => $"{violation.Method}: {violation.Problem}"),
            .. (await system.UndoneJobsAsync()).Select(job => $"A job was left: {job}"),
            .. system.SecretsInLogs().Select(found => $"A secret is in a log: {found}"),
        ];
    }

    /// <summary>Whose audios came, in their order.</summary>
    public async Task<IReadOnlyList<Person>> ArrivalsAsync()
    {
        var chats = await ChatsAsync();
        return
        [
            .. _expected.OrderBy(expected => ArrivedAt(Audios(expected, chats[expected.Person.ChatId])[0])).Select(expected => expected.Person),
        ];
    }

    private static List<MessageView> Audios(Expected expected, IReadOnlyList<MessageView> chat) =>
        [.. chat.Where(message => expected.IsAbout(message) && message.History.Any(was => was.Kind == "audio"))];

    private static DateTimeOffset ArrivedAt(MessageView audio) => audio.History.First(was => was.Kind == "audio").At;

    // Each question meets one fault of the bot, and Telegram's may meet it as well.
    private int MostAnswers(int asked) => (2 * asked) + _troubles.Count(trouble => trouble.Fault.Target == "telegram");

    // Whatever they say of themselves.
    private int CameCount(Dictionary<long, IReadOnlyList<MessageView>> chats) => chats.Values.SelectMany(chat => chat).Count(
        message => message.History.Any(was => was.Kind == "audio") && ArrivedAt(message) >= _began);

    private static int Answers(IReadOnlyList<MessageView> chat) =>
        chat.Count(message => message.FromBot && message.Text.StartsWith(Help, StringComparison.Ordinal));

    private static int Apologies(IReadOnlyList<MessageView> chat) =>
        chat.Count(message => message.FromBot && message.Text.StartsWith(Apology, StringComparison.Ordinal));

    private IEnumerable<string> Problems(Expected expected, Dictionary<long, IReadOnlyList<MessageView>> chats)
    {
        var here = chats[expected.Person.ChatId];
        var audios = Audios(expected, here);
        if (audios is not [var audio])
        {
            yield return $"{expected.Topic} came {audios.Count} times.";
            yield break;
        }

        if (audio.Deleted || audio.File?.Sha256 != expected.Sha256)
        {
            yield return $"{expected.Topic} has other bytes, or was deleted.";
        }

        if (chats.Any(chat => chat.Key != expected.Person.ChatId && chat.Value.Any(expected.IsAbout)))
        {
            yield return $"{expected.Topic} came into a chat of somebody else.";
        }

        foreach (var said in here.Where(expected.IsAbout).SelectMany(message => message.History)
            .Where(was => was.Kind == "text" && !was.Text.Contains(Announcement, StringComparison.Ordinal)))
        {
            yield return $"{expected.Topic} came, and this was said of it: {said.Text}";
        }

        // A crash between the call that announces and its answer leaves one announcement: true, but one too many.
        var extra = here.Count(message => message is { Deleted: false, Kind: "text" } && expected.IsAbout(message));
        var troubles = _troubles.Count(
            trouble => trouble.Fault.CanLoseAnswer && trouble.From <= ArrivedAt(audio) && trouble.To >= expected.EndedAt);
        if (extra > troubles)
        {
            yield return $"{expected.Topic} left {extra} announcements after {troubles} faults that can lose an answer.";
        }
    }

    private Failpoint Arm(Step step)
    {
        var failpoint = new Failpoint(step);
        system.Links[step.Link].Arm(failpoint);
        return failpoint;
    }

    private async Task AskAsync(Person person)
    {
        _asked[person.ChatId] = _asked.GetValueOrDefault(person.ChatId) + 1;
        await system.Control.SayAsync(person.ChatId, "/help");
    }

    // The first call over a connection that the database has broken is answered with words of regret: who reads them asks again.
    private async Task AskAgainAsync()
    {
        foreach (var chat in _asked.Keys)
        {
            var apologies = Apologies(await system.Control.MessagesAsync(chat));
            if (apologies > _askedAgain.GetValueOrDefault(chat))
            {
                _askedAgain[chat] = apologies;
                await system.Control.SayAsync(chat, "/help");
            }
        }
    }

    private async Task StrikeAsync(Round round, Failpoint failpoint)
    {
        var killed = await failpoint.Struck.WaitAsync(StepPatience);
        system.Links[failpoint.Step.Link].Arm(null);
        await system.ReviveAsync(killed, round.InRealTime);
    }

    private async Task StrikeAsync(Round round)
    {
        await Task.Delay(round.DelayMs);
        var target = round.Fault.Target;
        switch (round.Fault.Kind)
        {
            case FaultKind.Kill:
                var victim = system.Service(target, round.Victim);
                victim.Kill();
                await system.ReviveAsync(victim, round.InRealTime);
                break;
            case FaultKind.Stop:
                await StopAsync(system.Service(target, round.Victim));
                break;
            case FaultKind.Freeze:
                await FreezeAsync(system.Service(target, round.Victim));
                break;
            case FaultKind.Restart:
                await (target == "redis" ? system.Servers.RestartRedisAsync() : system.Servers.RestartPostgresAsync());
                break;
            case FaultKind.Flush:
                await system.Servers.FlushRedisAsync();
                break;
            case FaultKind.Cut:
                await ForAWhileAsync(round, link => link.Cut());
                break;
            case FaultKind.Hold:
                await ForAWhileAsync(round, link => link.Hold());
                break;
            default:
                throw new UnreachableException();
        }
    }

    // What it could not finish it has given back, and nothing has to run out.
    // Before the runtime listens to signals they end any program.
    private async Task StopAsync(ServiceProcess service)
    {
        await system.HealthyAsync(service);
        await service.StopAsync();
        Assert.Equal(0, await system.CountHeldAsync(service));
        service.Start();
    }

    // The others finish what it holds; it wakes up in the middle of it, and must finish nothing.
    private async Task FreezeAsync(ServiceProcess service)
    {
        await service.FreezeAsync();
        try
        {
            await system.EndLeasesAsync(service);
            await Eventually.HoldsAsync(async () => await system.CountHeldAsync(service) == 0, $"others have what {service.Incarnation} held", Patience);
        }
        finally
        {
            await service.ThawAsync();
        }
    }

    private async Task ForAWhileAsync(Round round, Action<Link> strike)
    {
        var link = system.Links[round.Fault.Target];
        strike(link);
        await Task.Delay(round.LastsMs);
        link.Mend();
    }

    private async Task<List<string>> MissingAsync()
    {
        var chats = await ChatsAsync();
        return
        [
            .. _expected.Where(expected => Audios(expected, chats[expected.Person.ChatId]).Count == 0).Select(expected => expected.Topic),
            .. _asked.Where(asked => Answers(chats[asked.Key]) < asked.Value).Select(asked => $"an answer to {asked.Key}"),
        ];
    }

    private async Task<Dictionary<long, IReadOnlyList<MessageView>>> ChatsAsync()
    {
        var chats = await Task.WhenAll(
            system.Persons.Select(async person => (person.ChatId, Messages: await system.Control.MessagesAsync(person.ChatId))));
        return chats.ToDictionary(chat => chat.ChatId, chat => chat.Messages);
    }

    private sealed record Trouble(Fault Fault, DateTimeOffset From, DateTimeOffset To);

    private sealed record Expected(Person Person, string Topic, string Sha256, DateTimeOffset EndedAt)
    {
        public bool IsAbout(MessageView message) => message.FromBot && VisibleText.Contains(message.Text, Topic);
    }
}
