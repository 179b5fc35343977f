using Microsoft.EntityFrameworkCore;
using ZoomAspire.Bot.Polling;
using ZoomAspire.Bot.Texts;
using ZoomAspire.Tests.Languages;

namespace ZoomAspire.Tests.Bot;

/// <summary>Who sends more than can be handled is limited, and nobody else is.</summary>
public sealed class UpdateBacklogTests
{
    [Fact]
    public void Of_too_many_one_is_refused_with_a_word_and_the_rest_passed_over_until_everything_is_handled()
    {
        var backlog = new UpdateBacklog(2);

        Assert.Equal(
            [Admission.Taken, Admission.Taken, Admission.Refused, Admission.PassedOver, Admission.PassedOver],
            Enumerable.Range(0, 5).Select(_ => backlog.Admit(7)));
        Assert.Equal(Admission.Taken, backlog.Admit(8));
        backlog.Leave(7);
        Assert.Equal(Admission.PassedOver, backlog.Admit(7));
        backlog.Leave(7);
        backlog.Leave(7);
        Assert.Equal([Admission.Taken, Admission.Taken, Admission.Refused], Enumerable.Range(0, 3).Select(_ => backlog.Admit(7)));
    }

    [Fact]
    public void What_nobodys_hurry_causes_is_always_taken()
    {
        var backlog = new UpdateBacklog(1);

        Assert.All(Enumerable.Range(0, 10), _ => Assert.Equal(Admission.Taken, backlog.Admit(null)));
    }

    [Fact]
    public async Task A_flood_of_one_person_is_cut_short_and_somebody_else_is_answered()
    {
        var scene = await BotScene.SetAsync();
        await using (scene)
        {
            var (mallory, anna) = (scene.NewUser("Mallory"), scene.NewUser());
            for (var number = 0; number < 150; number++)
            {
                scene.Say(mallory, "/help");
            }

            var asked = scene.Say(anna, "/help");
            await scene.StartBotAsync();

            await scene.HearAsync(anna.Id, "Connect your Zoom account once", after: asked);
            await scene.HearAsync(mallory.Id, "too much at once");
            await scene.SettleAsync(anna);
            Assert.InRange(scene.Said(mallory.Id).Count(text => text.StartsWith("Connect your", StringComparison.Ordinal)), 1, 60);
            Assert.Empty(scene.Telegram.Violations);
        }
    }

    [Fact]
    public async Task Who_sends_too_much_is_told_so_in_the_language_they_have_chosen()
    {
        await using var scene = await BotScene.SetAsync();
        var bot = await scene.StartBotAsync();
        var (mallory, anna) = (scene.NewUser("Mallory", "fr"), scene.NewUser());
        await scene.HearAsync(mallory.Id, "", after: scene.Say(mallory, "/help"));
        await scene.QueryAsync(context => context.Users.ExecuteUpdateAsync(set => set.SetProperty(user => user.Language, "de")));
        await scene.StopBotAsync(bot);
        for (var number = 0; number < 150; number++)
        {
            scene.Say(mallory, "/help");
        }

        await scene.StartBotAsync();
        await scene.HearAsync(mallory.Id, Speaking.In("de", () => FloodWords.TooMuchAtOnce));

        await scene.SettleAsync(anna);
        Assert.DoesNotContain(Speaking.In("fr", () => FloodWords.TooMuchAtOnce), scene.Said(mallory.Id));
    }
}
