using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Npgsql;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Tests.Infrastructure;

namespace ZoomAspire.Tests.Faults;

/// <summary>
/// The whole system as real processes: two APIs (webhooks go to the first), two workers, bot and simulator on servers of the suite's own, with a
/// <see cref="Link"/> on every wire. Nothing of the product knows of it.
/// </summary>
public sealed class FaultSystem : IAsyncLifetime
{
    public const int People = 30;

    private const int Couple = 3;

    // Zoom's pauses before its retries, of 5, 20 and 60 minutes: 9, 36 and 108 seconds.
    private const double RetryScale = 0.03;

    // Which process holds which lease is nobody's business but the suite's: a trigger of its own notes it. And no sweep repairs what the
    // suite is to find.
    private const string Triggers =
        """
        CREATE SCHEMA faults;
        CREATE TABLE faults.leases (job uuid PRIMARY KEY, owner text NOT NULL);
        CREATE FUNCTION faults.note() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            INSERT INTO faults.leases VALUES (NEW.id, current_setting('application_name'))
            ON CONFLICT (job) DO UPDATE SET owner = excluded.owner;
            RETURN NULL;
        END $$;
        CREATE TRIGGER faults AFTER UPDATE OF lease_token ON jobs FOR EACH ROW WHEN (NEW.lease_token IS NOT NULL)
        EXECUTE FUNCTION faults.note();
        CREATE FUNCTION faults.put_off() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            NEW.due_at := now() + interval '1 day';
            RETURN NEW;
        END $$;
        CREATE TRIGGER faults BEFORE INSERT OR UPDATE ON recording_sweeps FOR EACH ROW EXECUTE FUNCTION faults.put_off();
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    // Not one of the private temporary directories: run as root, the database server becomes nobody and must get in.
    private readonly string _directory =
        Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), $"zoomaspire-{Path.GetRandomFileName()}")).FullName;

    private readonly Dictionary<string, int> _simulator =
        ((string[])["page", "zoom", "download", "telegram"]).ToDictionary(name => name, _ => Ports.Take());

    private readonly Dictionary<string, Link> _links = [];
    private readonly List<ServiceProcess> _services = [];
    private readonly HttpClient _http = new();
    private readonly HttpClient _page;
    private readonly Lifeline _lifeline;

    public FaultSystem()
    {
        _lifeline = new Lifeline(_directory);
        Servers = new FaultServers(_directory, _lifeline);
        _page = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{_simulator["page"]}") };
        Control = new FaultControl(_page);
    }

    internal FaultServers Servers { get; }

    internal FaultControl Control { get; }

    internal IReadOnlyList<Person> Persons { get; private set; } = [];

    /// <summary>TOKEN_ENCRYPTION_KEYS of whatever is started.</summary>
    internal string TokenKeys { get; private set; } = TestSettings.All["TOKEN_ENCRYPTION_KEYS"]!;

    internal IReadOnlyList<ServiceProcess> Services => _services;

    internal IReadOnlyDictionary<string, Link> Links => _links;

    public async Task InitializeAsync()
    {
        AddService("api", "api", "Api");
        AddService("api", "api-b", "Api");
        AddService("worker", "worker-a", "Worker");
        AddService("worker", "worker-b", "Worker");
        AddService("bot", "bot", "Bot");
        AddLinks();
        StartSimulator();
        await Servers.StartAsync();
        // One first: it makes the schema.
        Service("api").Start();
        await Service("api").HealthyAsync(_http);
        await ExecuteAsync(Triggers);
        foreach (var service in _services.Where(service => service != Service("api")))
        {
            service.Start();
        }

        foreach (var service in _services)
        {
            await service.HealthyAsync(_http);
        }

        await Eventually.HoldsAsync(SimulatorAnswersAsync, "the simulator answers", Patience);
        await Control.ScaleRetriesAsync(RetryScale);
        // A few at a time: services that have just started are slow, and nobody waits for ever.
        var persons = new List<Person>();
        foreach (var numbers in Enumerable.Range(1, People).Chunk(Couple))
        {
            persons.AddRange(await Task.WhenAll(numbers.Select(number => Control.ConnectAsync($"Person {number}"))));
        }

        Persons = persons;
    }

    public async Task DisposeAsync()
    {
        foreach (var link in _links.Values)
        {
            await link.DisposeAsync();
        }

        await _lifeline.DisposeAsync();
        _http.Dispose();
        _page.Dispose();
    }

    internal ServiceProcess Service(string kind) => _services.First(service => service.Kind == kind);

    /// <summary>One of a kind, by any number; of the APIs the one that Zoom calls.</summary>
    internal ServiceProcess Service(string kind, int number) => kind == "api"
        ? Service(kind)
        : _services.Where(service => service.Kind == kind).ToList() is var all ? all[number % all.Count] : throw new UnreachableException();

    /// <summary>
    /// Starts a killed service again. What it held runs out at once, as if the time of its leases had passed, or in real time.
    /// </summary>
    internal async Task ReviveAsync(ServiceProcess dead, bool inRealTime)
    {
        await dead.WaitForExitAsync();
        // What it had sent last may still be under way.
        await Eventually.HoldsAsync(
            async () => await CountAsync($"SELECT count(*) FROM pg_stat_activity WHERE application_name = '{dead.Incarnation}'") == 0,
            $"{dead.Incarnation} is gone",
            Patience);
        if (!inRealTime)
        {
            await EndLeasesAsync(dead);
            if (dead.Kind == "bot")
            {
                await Servers.EndPollerLeaseAsync(TestSettings.BotToken.Split(':')[0]);
            }
        }

        dead.Start();
    }

    /// <summary>Waits until a service is at work.</summary>
    internal Task HealthyAsync(ServiceProcess service) => service.HealthyAsync(_http);

    /// <summary>The time of the leases that a service holds passes at once.</summary>
    internal Task EndLeasesAsync(ServiceProcess holder) => ExecuteAsync(
        $"""
        UPDATE jobs SET lease_until = clock_timestamp() - interval '11 min'
        WHERE status = 'running' AND id IN (SELECT job FROM faults.leases WHERE owner = '{holder.Incarnation}')
        """);

    /// <summary>How many jobs are running under a lease of a service.</summary>
    internal Task<long> CountHeldAsync(ServiceProcess holder) => CountAsync(
        $"SELECT count(*) FROM jobs JOIN faults.leases ON job = id WHERE status = 'running' AND owner = '{holder.Incarnation}'");

    /// <summary>How many fetches nobody has begun.</summary>
    internal Task<long> CountWaitingAsync() => CountAsync("SELECT count(*) FROM jobs WHERE kind = 'fetch_meeting' AND status = 'queued' AND attempts = 0");

    /// <summary>The chats of those with a job that needed more than one attempt since a time.</summary>
    internal async Task<IReadOnlySet<long>> ChatsOfRepeatedAsync(DateTimeOffset since)
    {
        await using var source = NpgsqlDataSource.Create(Servers.Postgres);
        await using var command = source.CreateCommand(
            "SELECT DISTINCT u.telegram_user_id FROM jobs j JOIN users u ON u.id = j.tenant_id WHERE j.attempts > 1 AND j.created_at >= $1");
        command.Parameters.AddWithValue(since);
        await using var reader = await command.ExecuteReaderAsync();
        var chats = new HashSet<long>();
        while (await reader.ReadAsync())
        {
            chats.Add(reader.GetInt64(0));
        }

        return chats;
    }

    /// <summary>A key that nobody has yet, as TOKEN_ENCRYPTION_KEYS takes it.</summary>
    internal static string NewKey() =>
        $"k{RandomNumberGenerator.GetHexString(6, lowercase: true)}:{Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))}";

    /// <summary>Restarts all services with other keys, as orchestrators do: one of each kind after the other, with SIGTERM.</summary>
    internal async Task RollAsync(string tokenKeys)
    {
        TokenKeys = tokenKeys;
        foreach (var wave in _services.GroupBy(service => service != Service(service.Kind) || service.Kind == "bot"))
        {
            await Task.WhenAll(wave.Select(service => service.StopAsync()));
            await Task.WhenAll(wave.Select(async service =>
            {
                await ReviveAsync(service, inRealTime: true);
                await service.HealthyAsync(_http);
            }));
        }
    }

    /// <summary>How many secrets at rest need another key than the given one.</summary>
    internal async Task<long> CountSealedByOthersAsync(string key)
    {
        var id = key.Split(':')[0];
        string[] columns = ["connections.access_token", "connections.refresh_token", "grant_revocations.access_token", "oauth_flows.code_verifier"];
        var counts = columns.Select(column => column.Split('.')).Select(place =>
            $"SELECT count(*) AS n FROM {place[0]} WHERE encode(substr({place[1]}, 3, {id.Length}), 'escape') <> '{id}'");
        return await CountAsync($"SELECT sum(n)::bigint FROM ({string.Join(" UNION ALL ", counts)}) all_of_them");
    }

    /// <summary>A person's pair dies at Zoom without a word to us, as where an answer got lost: the next one is made and known to nobody.</summary>
    internal async Task KillPairAsync(Person person)
    {
        await using var source = NpgsqlDataSource.Create(Servers.Postgres);
        await using var command = source.CreateCommand(
            $"SELECT id, refresh_token FROM connections WHERE external_user_id = '{person.ZoomUserId}' AND refresh_token IS NOT NULL");
        await using var reader = await command.ExecuteReaderAsync();
        Assert.True(await reader.ReadAsync());
        var sealer = new Sealer(Options.Create(new TokenEncryptionOptions { Keys = TokenKeys }));
        var refreshToken = sealer.Open((byte[])reader[1], SealedPlace.RefreshTokenOf(reader.GetInt64(0)));
        using var request = new HttpRequestMessage(HttpMethod.Post, $"http://127.0.0.1:{_simulator["zoom"]}/oauth/token")
        {
            Headers =
            {
                Authorization = new AuthenticationHeaderValue(
                    "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{TestSettings.ClientId}:{TestSettings.All["ZOOM_CLIENT_SECRET"]}"))),
            },
            Content = new FormUrlEncodedContent([new("grant_type", "refresh_token"), new("refresh_token", refreshToken)]),
        };
        using var response = await _http.SendAsync(request);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }

    /// <summary>What waits for a later time waits no longer: its time passes at once.</summary>
    internal Task PassTimeAsync() => ExecuteAsync(
        """
        UPDATE jobs SET next_attempt_at = now() WHERE status = 'queued' AND next_attempt_at > now();
        UPDATE chat_messages SET updated_at = updated_at - interval '1 hour' WHERE state = 'sending';
        """);

    /// <summary>An hour passes: what Zoom has given up to tell is looked for. The suite's own trigger stands aside.</summary>
    internal Task SweepAsync() => ExecuteAsync(
        "DO $$ BEGIN SET LOCAL session_replication_role = replica; UPDATE recording_sweeps SET due_at = now(); END $$");

    /// <summary>Zoom tells of what is done here, finds nobody at any of its tries, and gives up.</summary>
    internal async Task UnheardAsync(Func<Task> act)
    {
        await Control.ScaleRetriesAsync(0.0001);
        _links["front"].Cut();
        try
        {
            await act();
            await Eventually.HoldsAsync(async () => await Control.CountPendingWebhooksAsync() == 0, "Zoom has given up", Patience);
        }
        finally
        {
            _links["front"].Mend();
            await Control.ScaleRetriesAsync(RetryScale);
        }
    }

    /// <summary>The time of a person's access token passes at once.</summary>
    internal Task ExpireTokenAsync(Person person) => ExecuteAsync(
        $"UPDATE connections SET access_token_expires_at = now() - interval '1 minute' WHERE external_user_id = '{person.ZoomUserId}'");

    /// <summary>Jobs that are not done, one line each.</summary>
    internal async Task<IReadOnlyList<string>> UndoneJobsAsync()
    {
        await using var source = NpgsqlDataSource.Create(Servers.Postgres);
        await using var command = source.CreateCommand(
            """
            SELECT format('%s %s of tenant %s: %s, attempt %s, takeovers %s, %s', kind, id, tenant_id, status, attempts, takeovers, last_error)
            FROM jobs WHERE status <> 'done' ORDER BY created_at
            """);
        await using var reader = await command.ExecuteReaderAsync();
        var lines = new List<string>();
        while (await reader.ReadAsync())
        {
            lines.Add(reader.GetString(0));
        }

        return lines;
    }

    /// <summary>The secrets that the services' logs hold, as the first characters of each.</summary>
    internal IReadOnlyList<string> SecretsInLogs()
    {
        string[] names = ["ZOOM_CLIENT_SECRET", "ZOOM_WEBHOOK_SECRET", "STATE_SECRET", "INTERNAL_API_KEY"];
        List<string> secrets =
        [
            .. names.Select(name => TestSettings.All[name]!), TestSettings.All["TOKEN_ENCRYPTION_KEYS"]!.Split(':')[1],
            .. TokenKeys.Split(',').Select(key => key.Split(':')[1]),
            TestSettings.BotToken.Split(':')[1], Servers.Password, .. _links.Values.SelectMany(link => link.Tokens),
        ];
        return
        [
            .. from file in Logs()
               let text = File.ReadAllText(file)
               from secret in secrets
               where text.Contains(secret, StringComparison.Ordinal)
               select $"{Path.GetFileName(file)}: {secret[..8]}…",
        ];
    }

    /// <summary>Keeps the logs of a run that failed, beside this assembly.</summary>
    internal string KeepLogs(int seed)
    {
        var kept = Directory.CreateDirectory(
            Path.Combine(AppContext.BaseDirectory, "faults", seed.ToString(CultureInfo.InvariantCulture))).FullName;
        foreach (var file in Logs())
        {
            File.Copy(file, Path.Combine(kept, Path.GetFileName(file)), overwrite: true);
        }

        return kept;
    }

    // Beside this test project, in the same configuration.
    private static string Assembly(string project) =>
        AppContext.BaseDirectory.Replace("ZoomAspire.Tests", $"ZoomAspire.{project}", StringComparison.Ordinal) + $"ZoomAspire.{project}.dll";

    private IEnumerable<string> Logs() => _services.Select(service => service.Log).Where(File.Exists);

    private void AddService(string kind, string name, string project) => _services.Add(new ServiceProcess(
        kind, name, Assembly(project), Path.Combine(_directory, $"{name}.log"), _lifeline, Settings));

    private void AddLinks()
    {
        var targets = new Dictionary<string, int>
        {
            ["front"] = Service("api").Port,
            ["postgres"] = Servers.PostgresPort,
            ["redis"] = Servers.RedisPort,
            ["media"] = Servers.MediaPort,
            ["zoom"] = _simulator["zoom"],
            ["download"] = _simulator["download"],
            ["telegram"] = _simulator["telegram"],
        };
        foreach (var (name, target) in targets)
        {
            _links[name] = new Link(target, OwnerOf);
        }

        _links["zoom"].Rewrite([_links["zoom"], _links["download"]]);
    }

    // Who calls at the front is Zoom or a person: what is killed there is the one who answers.
    private ServiceProcess? OwnerOf(int clientPort, int linkPort) => linkPort == _links["front"].Port
        ? Service("api")
        : SocketOwners.Find(_services, clientPort, linkPort);

    private string At(string link) => $"http://127.0.0.1:{_links[link].Port}";

    private void StartSimulator()
    {
        string[] arguments = [Assembly("Simulator"), Path.Combine(_directory, "simulator.out")];
        var start = new ProcessStartInfo("bash", ["-c", """exec dotnet "$0" >>"$1" 2>&1""", .. arguments]);
        foreach (var (name, value) in Registration())
        {
            start.Environment[name] = value;
        }

        foreach (var (name, port) in _simulator)
        {
            start.Environment[$"SIM_{name.ToUpperInvariant()}_PORT"] = port.ToString(CultureInfo.InvariantCulture);
        }

        start.Environment["SIM_WEBHOOK_URL"] = $"{At("front")}/webhooks/zoom";
        start.Environment["SIM_DEAUTH_URL"] = $"{At("front")}/webhooks/zoom/deauth";
        _lifeline.MarkService(start);
        Process.Start(start)!.Dispose();
    }

    private async Task<bool> SimulatorAnswersAsync()
    {
        try
        {
            using var response = await _page.GetAsync(new Uri("health", UriKind.Relative));
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    // What Zoom and Telegram know of the app and the bot.
    private Dictionary<string, string> Registration() => new()
    {
        ["ZOOM_CLIENT_ID"] = TestSettings.ClientId,
        ["ZOOM_CLIENT_SECRET"] = TestSettings.All["ZOOM_CLIENT_SECRET"]!,
        ["ZOOM_WEBHOOK_SECRET"] = TestSettings.WebhookSecret,
        ["ZOOM_REDIRECT"] = $"{At("front")}/zoom/callback",
        ["TELEGRAM_BOT_TOKEN"] = TestSettings.BotToken,
        ["TELEGRAM_LIMITS"] = "false",
    };

    private Dictionary<string, string> Settings(string incarnation)
    {
        var settings = Registration();
        foreach (var name in (string[])["STATE_SECRET", "INTERNAL_API_KEY"])
        {
            settings[name] = TestSettings.All[name]!;
        }

        settings["TOKEN_ENCRYPTION_KEYS"] = TokenKeys;

        settings["ConnectionStrings__zoomaspire"] = Servers.PostgresAt(_links["postgres"].Port, incarnation);
        settings["ConnectionStrings__redis"] = Servers.RedisAt(_links["redis"].Port);
        settings["ConnectionStrings__media"] = Servers.MediaAt(_links["media"].Port);
        settings["ZOOM_OAUTH_BASE_URL"] = settings["ZOOM_API_BASE_URL"] = At("zoom");
        settings["ZOOM_DOWNLOAD_HOSTS"] = string.Join(
            ',',
            ((int[])[_links["zoom"].Port, _links["download"].Port, _simulator["zoom"], _simulator["download"]]).Select(port => $"127.0.0.1:{port}"));
        settings["TELEGRAM_API_BASE_URL"] = At("telegram");
        settings["TELEGRAM_LINK_BASE_URL"] = $"http://127.0.0.1:{_simulator["telegram"]}";
        settings["API_BASE_URL"] = settings["PUBLIC_BASE_URL"] = At("front");
        return settings;
    }

    private async Task<long> CountAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(Servers.Postgres);
        await using var command = source.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(Servers.Postgres);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
