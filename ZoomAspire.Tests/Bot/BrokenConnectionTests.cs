using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using Telegram.Bot.Types;
using Telegram.Bot.Types.Enums;
using ZoomAspire.Bot.Buttons;
using ZoomAspire.Bot.Chats;
using ZoomAspire.Core.Data;
using ZoomAspire.Simulator.Telegram;

namespace ZoomAspire.Tests.Bot;

/// <summary>A database that was started again costs nobody an apology, and nothing is done twice for it.</summary>
public sealed class BrokenConnectionTests : IAsyncLifetime
{
    private const string Apology = "Something went wrong on my side";

    private readonly Failing _failing = new();
    private BotScene _scene = null!;
    private UserView _anna = null!;

    public async Task InitializeAsync()
    {
        _scene = await BotScene.StartAsync(builder => builder.Services.AddSingleton(_failing).AddScoped<IButton, FailingButton>());
        _anna = _scene.NewUser();
    }

    public async Task DisposeAsync() => await _scene.DisposeAsync();

    [Fact]
    public async Task Who_asks_first_after_a_restart_of_the_database_is_answered()
    {
        var others = Enumerable.Range(0, 6).Select(_ => _scene.NewUser("Bob")).ToList();
        await Task.WhenAll(others.Select(_scene.SettleAsync)); // Over several connections at once.
        await _scene.QueryAsync(context => context.Database.ExecuteSqlAsync(
            $"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"));

        await _scene.AskAsync(_anna, "/status", "No Zoom account is connected yet");

        Assert.DoesNotContain(_scene.Said(_anna.Id), text => text.Contains(Apology, StringComparison.Ordinal));
        Assert.Equal(1, _scene.Logs.Count(LogLevel.Warning, "is tried once more"));
    }

    [Theory]
    [InlineData("nothing", 2)]
    [InlineData("said", 1)]
    [InlineData("written", 1)]
    public async Task What_fails_once_it_has_done_something_is_not_begun_again(string done, int attempts)
    {
        // In a group nobody notes who presses: the button is the first to use the database.
        var group = _scene.Telegram.CreateGroup("Team", [_anna.Id]);
        _failing.AfterHaving = done;

        await _scene.PressAsync(_anna, new Chat { Id = group.Id, Type = ChatType.Group }, "fail:");

        Assert.Equal(attempts, _failing.Attempts);
        Assert.Equal(done == "said" ? 1 : 0, _scene.Said(group.Id).Count);
        Assert.Equal(1, _scene.Logs.Count(LogLevel.Error, "could not be handled and is passed over"));
    }

    private sealed class Failing
    {
        public string AfterHaving { get; set; } = "nothing";

        public int Attempts { get; set; }
    }

    private sealed class FailingButton(Failing failing, ZoomAspireContext context, Messenger messenger) : IButton
    {
        public string Verb => "fail";

        public bool WorksInGroups => true;

        public async Task<string?> PressAsync(ButtonPress press, CancellationToken cancellationToken)
        {
            failing.Attempts++;
            switch (failing.AfterHaving)
            {
                case "said":
                    await messenger.SendAsync(press.Place, new ChatText("done"), cancellationToken);
                    break;
                case "written":
                    await context.Database.ExecuteSqlAsync($"UPDATE users SET locale = 'xx'", cancellationToken);
                    break;
                default:
                    break;
            }

            throw new NpgsqlException("as the test wants it");
        }
    }
}
