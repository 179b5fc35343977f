using System.Globalization;
using Telegram.Bot.Types.ReplyMarkups;
using ZoomAspire.Bot.Chats;
using ZoomAspire.Bot.Texts;
using ZoomAspire.Core.Recordings;

namespace ZoomAspire.Bot.Buttons;

/// <summary>
/// Send and Skip, below the question whether a recording shall come. What is skipped can still be sent: below the same message, or from the
/// list of recordings.
/// </summary>
internal sealed class SendQuestionButton(SendQuestions questions, FetchRequest request, Messenger messenger) : IButton
{
    public string Verb => SendQuestions.Verb;

    public async Task<string?> PressAsync(ButtonPress press, CancellationToken cancellationToken)
    {
        if (press.Argument.Split(':') is not [(SendQuestions.Send or SendQuestions.Skip) and var answer, var key] ||
            !long.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var meetingId) ||
            await questions.DescribeAsync(meetingId, press.Sender.Id, cancellationToken) is not { } facts)
        {
            return CommonTexts.StaleButton;
        }

        return answer == SendQuestions.Send
            ? await SendAsync(press, meetingId, facts, cancellationToken)
            : await SkipAsync(press, meetingId, facts, cancellationToken);
    }

    private async Task<string?> SendAsync(ButtonPress press, long meetingId, string facts, CancellationToken cancellationToken)
    {
        var result = await request.AskAsync(meetingId, press.Sender.Id, cancellationToken);
        if (result is not (FetchRequestResult.Started or FetchRequestResult.UnderWay))
        {
            return RedeliveryTexts.Notice(result);
        }

        await messenger.EditAsync(press.Place, press.MessageId, new ChatText($"{facts}\n\n{AskedWords.Coming}"), cancellationToken);
        return null;
    }

    private async Task<string?> SkipAsync(ButtonPress press, long meetingId, string facts, CancellationToken cancellationToken)
    {
        if (!await questions.SkipAsync(meetingId, press.Sender.Id, cancellationToken))
        {
            return AskedWords.ComesAnyway;
        }

        var text = new ChatText(
            $"{facts}\n\n{AskedWords.Skipped}",
            [InlineKeyboardButton.WithCallbackData(AskedWords.SendAfterAll, SendQuestions.Data(SendQuestions.Send, meetingId))]);
        await messenger.EditAsync(press.Place, press.MessageId, text, cancellationToken);
        return null;
    }
}
