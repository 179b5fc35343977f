using Microsoft.Extensions.Options;
using ZoomAspire.Bot.Chats;
using ZoomAspire.Bot.Texts;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Data;

namespace ZoomAspire.Bot.Commands;

/// <summary><c>/privacy</c>: what is kept of the sender, where and how long, and the ways to have it or to end it.</summary>
internal sealed class PrivacyCommand(PrivacyAnswer answer, Messenger messenger) : ICommand
{
    public string Name => "privacy";

    public string MenuText => PrivacyWords.MenuText;

    public bool IsPersonal => true;

    public async Task HandleAsync(CommandCall call, CancellationToken cancellationToken) =>
        await messenger.SendAsync(call.Place, await answer.GetAsync(call.Sender, cancellationToken), cancellationToken);
}

/// <summary>Says what is kept.</summary>
internal sealed class PrivacyAnswer(OwnSettings settings, IOptions<RetentionOptions> retention)
{
    public async Task<ChatText> GetAsync(Sender sender, CancellationToken cancellationToken) =>
        PrivacyTexts.Overview(await settings.GetAsync(sender.Id, cancellationToken), retention.Value);
}
