using ZoomAspire.Bot.Chats;
using ZoomAspire.Bot.Texts;
using ZoomAspire.Core.Recordings;

namespace ZoomAspire.Bot.Buttons;

/// <summary>Original, below a recording that was made smaller or does not fit: answers with a link to the file as Zoom made it.</summary>
internal sealed class OriginalButton(MediaLinks links, Messenger messenger) : IButton
{
    public string Verb => RecordingButtons.OriginalVerb;

    public async Task<string?> PressAsync(ButtonPress press, CancellationToken cancellationToken)
    {
        if (!press.TryGetKey(out var deliveryId) ||
            await links.MakeAsync(deliveryId, press.Sender.Id, cancellationToken) is not { } link)
        {
            return MediaLinkTexts.NotKept;
        }

        await messenger.SendAsync(press.Place, MediaLinkTexts.Link(link), press.MessageId, cancellationToken);
        return null;
    }
}

/// <summary>Take it back, below a link to an original.</summary>
internal sealed class RevokeLinkButton(MediaLinks links, Messenger messenger) : IButton
{
    public string Verb => RecordingButtons.RevokeLinkVerb;

    public async Task<string?> PressAsync(ButtonPress press, CancellationToken cancellationToken)
    {
        if (!press.TryGetKey(out var linkId) ||
            !await links.RevokeAsync(linkId, press.Sender.Id, cancellationToken))
        {
            return MediaLinkTexts.NotYours;
        }

        await messenger.EditAsync(press.Place, press.MessageId, MediaLinkTexts.Revoked(), cancellationToken);
        return null;
    }
}
