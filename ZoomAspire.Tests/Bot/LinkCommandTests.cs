using Microsoft.EntityFrameworkCore;
using Telegram.Bot.Types;
using Telegram.Bot.Types.Enums;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Simulator.Telegram;
using ZoomAspire.Simulator.Zoom;
using ZoomAspire.Tests.Infrastructure;

namespace ZoomAspire.Tests.Bot;

public sealed class LinkCommandTests : IAsyncLifetime
{
    private BotScene _scene = null!;
    private UserView _operator = null!;
    private UserView _ivan = null!;
    private UserView _mallory = null!;
    private ChatView _operators = null!;

    private ZoomUser IvansZoom => _scene.Simulator.Zoom.Users[1];

    public async Task InitializeAsync()
    {
        _scene = await BotScene.SetAsync();
        _operator = _scene.NewUser("Olga");
        _ivan = _scene.NewUser("Ivan");
        _mallory = _scene.NewUser("Mallory");
        _operators = _scene.Telegram.CreateGroup("Operators", [_operator.Id, _mallory.Id]);
        await _scene.StartBotAsync(
            null,
            [
                $"--OPERATOR_USER_IDS={_operator.Id}", $"--OPERATOR_CHAT_ID={_operators.Id}",
                .. TestSettings.Organization.Select(setting => $"--{setting.Key}={setting.Value}"),
            ]);
        await _scene.SettleAsync(_ivan);
        await _scene.SettleAsync(_mallory);
        await _scene.SettleAsync(_operator);
    }

    public async Task DisposeAsync() => await _scene.DisposeAsync();

    [Fact]
    public async Task The_invited_user_reads_whose_account_it_is_and_what_follows_and_accepts()
    {
        var invitation = await InviteAsync();
        // Made inert, as all text from outside.
        Assert.Contains("Ivan Petrov (ivan@\u2060example.\u2060org)", invitation.Text, StringComparison.Ordinal);
        Assert.Contains("your organisation's own app", invitation.Text, StringComparison.Ordinal);
        Assert.Equal(["Accept", "Decline"], invitation.Keyboard.SelectMany(row => row).Select(button => button.Text));

        await _scene.NoticeAsync(_scene.Press(_ivan, invitation, "Accept"));

        var outcome = await _scene.SeeEditedAsync(invitation, "✅ Connected: Ivan Petrov");
        Assert.Contains("every meeting that this Zoom account hosts and records to the cloud arrives in this chat", outcome.Text, StringComparison.Ordinal);
        Assert.Contains("Meetings hosted by others do not", outcome.Text, StringComparison.Ordinal);
        Assert.Contains("your organisation's own app", outcome.Text, StringComparison.Ordinal);
        Assert.Equal(["Send my latest recording", "Undo"], outcome.Keyboard.SelectMany(row => row).Select(button => button.Text));
        await _scene.AskAsync(_ivan, "/status", "Linked by your organisation since");
    }

    [Fact]
    public async Task Declined_the_buttons_go_and_nothing_is_linked()
    {
        var invitation = await InviteAsync();

        await _scene.NoticeAsync(_scene.Press(_ivan, invitation, "Decline"));

        Assert.Empty((await _scene.SeeEditedAsync(invitation, "Declined: nothing was linked")).Keyboard);
        Assert.Equal(0, await _scene.QueryAsync(context => context.Connections.CountAsync()));
    }

    [Fact]
    public async Task Who_is_deactivated_at_zoom_meanwhile_reads_so_and_can_accept_later()
    {
        var invitation = await InviteAsync();
        await _scene.QueryAsync(context => context.Database.ExecuteSqlAsync($"UPDATE connections SET paused_at = now() + interval '1 minute'"));

        Assert.Contains("deactivated at Zoom", await _scene.NoticeAsync(_scene.Press(_ivan, invitation, "Accept")), StringComparison.Ordinal);

        await _scene.QueryAsync(context => context.Database.ExecuteSqlAsync($"UPDATE connections SET paused_at = NULL"));
        await _scene.NoticeAsync(_scene.Press(_ivan, invitation, "Accept"));
        await _scene.SeeEditedAsync(invitation, "✅ Connected: Ivan Petrov");
    }

    [Fact]
    public async Task In_the_operator_chat_it_is_carried_out_there_and_elsewhere_nobody_hears_of_it()
    {
        var other = _scene.Telegram.CreateGroup("Team", [_operator.Id, _mallory.Id]);
        _scene.Telegram.SendText(other.Id, _operator.Id, $"/link {_ivan.Id} {IvansZoom.Email}");
        _scene.Telegram.SendText(_operators.Id, _mallory.Id, $"/link {_mallory.Id} {IvansZoom.Email}");
        await _scene.AskAsync(_mallory, $"/link {_mallory.Id} {IvansZoom.Email}", "I don't know");
        await _scene.SettleAsync(_operator);
        Assert.All(_scene.Said(other.Id).Concat(_scene.Said(_operators.Id)), text => Assert.StartsWith("I bring Zoom", text, StringComparison.Ordinal));
        Assert.Equal(0, await _scene.QueryAsync(context => context.OAuthFlows.CountAsync()));

        _scene.Telegram.SendText(_operators.Id, _operator.Id, $"/link {_ivan.Id} {IvansZoom.Email}");

        await _scene.HearAsync(_operators.Id, "Invited: Ivan Petrov");
        await _scene.HearAsync(_ivan.Id, "offers to link");
    }

    [Fact]
    public async Task Nobody_but_the_invited_user_can_press_and_only_in_the_private_chat()
    {
        var invitation = await InviteAsync();
        var accept = invitation.Keyboard[0][0].CallbackData!;
        var decline = invitation.Keyboard[1][0].CallbackData!;

        await PressAsync(_mallory, _mallory.Id, ChatType.Private, accept);
        await PressAsync(_mallory, _mallory.Id, ChatType.Private, decline);
        await PressAsync(_operator, _operator.Id, ChatType.Private, accept);
        await PressAsync(_ivan, _operators.Id, ChatType.Group, accept);
        await PressAsync(_ivan, _mallory.Id, ChatType.Private, accept);
        Assert.Equal(ConnectionStatus.Pending, (await _scene.ConnectionOfAsync(IvansZoom)).Status);

        await _scene.NoticeAsync(_scene.Press(_ivan, invitation, "Accept"));
        Assert.Equal(ConnectionStatus.Active, (await _scene.ConnectionOfAsync(IvansZoom)).Status);
        Assert.DoesNotContain(_scene.Said(_mallory.Id), text => text.Contains("Ivan", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("link-yes")]
    [InlineData("link-yes:")]
    [InlineData("link-yes:nonsense")]
    [InlineData("link-no:00000000000000000000000000000000")]
    public async Task Nonsense_changes_nothing_and_breaks_nothing(string data)
    {
        await PressAsync(_ivan, _ivan.Id, ChatType.Private, data);

        Assert.Equal(0, _scene.Logs.Count(Microsoft.Extensions.Logging.LogLevel.Error, "could not be handled"));
    }

    [Theory]
    [InlineData("/link", "/link telegram_user_id zoom_email")]
    [InlineData("/link ivan ivan@example.org", "/link telegram_user_id zoom_email")]
    [InlineData("/link {0} nobody@example.org", "no user with this e-mail address")]
    [InlineData("/link 4242 ivan@example.org", "I don't know this Telegram user")]
    public async Task What_cannot_be_done_is_said(string command, string answer) => await _scene.AskAsync(
        _operator, string.Format(System.Globalization.CultureInfo.InvariantCulture, command, _ivan.Id), answer);

    [Fact]
    public async Task An_operator_reads_that_zoom_refuses_the_app_and_a_linked_user_that_he_need_do_nothing()
    {
        await _scene.NoticeAsync(_scene.Press(_ivan, await InviteAsync(), "Accept"));
        _scene.Simulator.Zoom.SetFaults(new ZoomFaultRequest { Settings = new ZoomSettings { OrganizationAppDisabled = true } });

        await _scene.AskAsync(_operator, $"/link {_mallory.Id} anna@example.org", "Zoom refuses the organisation's app");

        var status = await _scene.AskAsync(_ivan, "/status", "Your organisation's access to Zoom does not work");
        Assert.Contains("nothing for you to do", status.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(status.Keyboard.SelectMany(row => row), button => button.Text == "Reconnect Zoom");
    }

    [Fact]
    public async Task Connecting_oneself_takes_the_place_of_the_linked_one_and_says_so()
    {
        await _scene.NoticeAsync(_scene.Press(_ivan, await InviteAsync(), "Accept"));

        var connected = await _scene.ConnectAsync(_ivan, IvansZoom);

        Assert.Contains("takes the place of the one that your organisation's operator had linked", connected.Text, StringComparison.Ordinal);
        await _scene.AskAsync(_operator, $"/link {_ivan.Id} {IvansZoom.Email}", "connected by its own approval already");
    }

    [Fact]
    public async Task Disconnecting_says_that_nothing_had_to_be_taken_back_at_zoom()
    {
        await _scene.NoticeAsync(_scene.Press(_ivan, await InviteAsync(), "Accept"));

        var question = await _scene.AskAsync(_ivan, "/disconnect", "Disconnect Ivan Petrov");
        await _scene.NoticeAsync(_scene.Press(_ivan, question, "Yes, disconnect"));

        var done = await _scene.SeeEditedAsync(question, "Disconnected:");
        Assert.Contains("the access is your organisation's", done.Text, StringComparison.Ordinal);
    }

    private async Task<MessageView> InviteAsync()
    {
        await _scene.AskAsync(_operator, $"/link {_ivan.Id} {IvansZoom.Email}", "Invited: Ivan Petrov");
        return await _scene.HearAsync(_ivan.Id, "offers to link");
    }

    private Task PressAsync(UserView presser, long chatId, ChatType chatType, string data) =>
        _scene.PressAsync(presser, new Chat { Id = chatId, Type = chatType }, data);
}
