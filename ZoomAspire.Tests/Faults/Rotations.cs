using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using ZoomAspire.Tests.Infrastructure;

namespace ZoomAspire.Tests.Faults;

/// <summary>Forces refreshes through two API processes, as integrators can, and has processes killed in the middle of them.</summary>
internal sealed class Rotations(FaultSystem system, int seed, Action<string> say) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Random _random = new(seed);
    private readonly HttpClient _http = new() { DefaultRequestHeaders = { Authorization = Key() } };
    private readonly List<ServiceProcess> _apis = [.. system.Services.Where(service => service.Kind == "api")];
    private int _rotated;

    /// <summary>Pairs that were made and stored.</summary>
    public int Rotated => _rotated;

    /// <summary>Rotations of several people at a time over both processes.</summary>
    public Task RotateAsync(int count) => Parallel.ForEachAsync(
        Draw(count), new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (person, _) => await RotateAsync(person));

    /// <summary>Refreshes until it succeeds, wherever that is possible.</summary>
    /// <returns>Whether the link is alive.</returns>
    public async Task<bool> RotateAsync(Person person)
    {
        var status = await Eventually.GetAsync(
            async () => await AskAsync(HttpMethod.Post, "refresh", person) is { } answer and (HttpStatusCode.OK or HttpStatusCode.Conflict)
                ? new Answer(answer)
                : null,
            $"the tokens of {person.ZoomUserId} are refreshed, or refused for good",
            Patience);
        if (status.Status == HttpStatusCode.OK)
        {
            Interlocked.Increment(ref _rotated);
        }

        return status.Status == HttpStatusCode.OK;
    }

    /// <summary>Has a process killed at a step of a person's refresh. The other one goes on meanwhile.</summary>
    /// <returns>The process that died.</returns>
    public async Task<ServiceProcess> KillAtAsync(VaultStep step, Person person)
    {
        say($"{step.Step}");
        await BothAnswerAsync();
        var failpoint = new Failpoint(step.Step);
        system.Links[step.Step.Link].Arm(failpoint);
        // One that the API puts off, as it may, does not get there.
        await Eventually.HoldsAsync(
            async () => await AskAsync(HttpMethod.Post, "refresh", person) is null || failpoint.Struck.IsCompleted, $"{step.Step}", Patience);
        var killed = await failpoint.Struck.WaitAsync(Patience);
        system.Links[step.Step.Link].Arm(null);
        return killed;
    }

    /// <summary>The answers to many callers at once, half of them at each process.</summary>
    public async Task<IReadOnlyList<HttpStatusCode?>> CallAsync(Person person, int callers) => await Task.WhenAll(
        Enumerable.Range(0, callers).Select(caller => AskAsync(HttpMethod.Get, "profile", person, _apis[caller % _apis.Count])));

    /// <summary>Waits until both processes answer.</summary>
    public Task BothAnswerAsync() => Task.WhenAll(_apis.Select(api => api.HealthyAsync(_http)));

    public Person Pick() => system.Persons[_random.Next(system.Persons.Count)];

    /// <summary>Everybody, in some order.</summary>
    public IReadOnlyList<Person> PickAll()
    {
        Person[] persons = [.. system.Persons];
        _random.Shuffle(persons);
        return persons;
    }

    public IReadOnlyList<VaultStep> Shuffled(IEnumerable<VaultStep> all)
    {
        VaultStep[] steps = [.. all];
        _random.Shuffle(steps);
        return steps;
    }

    /// <summary>Rotations of several people at a time, while something else is done.</summary>
    public async Task RotateWhileAsync(Func<Task> act)
    {
        using var stop = new CancellationTokenSource();
        var persons = PickAll();
        var load = Task.WhenAll(Enumerable.Range(0, 3).Select(async lane =>
        {
            for (var turn = lane; !stop.IsCancellationRequested; turn += 3)
            {
                var person = persons[turn % persons.Count];
                Assert.True(await RotateAsync(person), $"Lost: {person}");
            }
        }));
        try
        {
            await act();
        }
        finally
        {
            await stop.CancelAsync();
        }

        await load;
    }

    /// <summary>Whose links are not alive, as the API says.</summary>
    public async Task<IReadOnlyList<string>> DeadAsync()
    {
        var dead = new List<string>();
        foreach (var person in system.Persons)
        {
            using var response = await _http.GetAsync(Address("status", person, _apis[0]));
            using var answer = await JsonDocument.ParseAsync(await response.EnsureSuccessStatusCode().Content.ReadAsStreamAsync());
            dead.AddRange(answer.RootElement.GetProperty("connections").EnumerateArray()
                .Where(connection => connection.GetProperty("status").GetString() != "active")
                .Select(connection => connection.GetRawText()));
        }

        return dead;
    }

    public void Dispose() => _http.Dispose();

    private static AuthenticationHeaderValue Key() => new("Bearer", TestSettings.All["INTERNAL_API_KEY"]);

    private static Uri Address(string what, Person person, ServiceProcess api) =>
        new($"http://127.0.0.1:{api.Port}/zoom/{what}?telegram_user_id={person.ChatId}");

    private List<Person> Draw(int count) => [.. Enumerable.Range(0, count).Select(_ => Pick())];

    private Task<HttpStatusCode?> AskAsync(HttpMethod method, string what, Person person) =>
        AskAsync(method, what, person, _apis[Random.Shared.Next(_apis.Count)]);

    /// <returns>The status; null where the process died before it answered.</returns>
    private async Task<HttpStatusCode?> AskAsync(HttpMethod method, string what, Person person, ServiceProcess api)
    {
        try
        {
            using var request = new HttpRequestMessage(method, Address(what, person, api));
            using var response = await _http.SendAsync(request);
            return response.StatusCode;
        }
        catch (HttpRequestException)
        {
            return null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    private sealed record Answer(HttpStatusCode Status);
}
