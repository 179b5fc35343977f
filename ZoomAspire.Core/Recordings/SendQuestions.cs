using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Telegram.Bot.Types.ReplyMarkups;
using ZoomAspire.Core.Accounts;
using ZoomAspire.Core.Data;
using ZoomAspire.Core.Languages;
using ZoomAspire.Core.Queue;
using ZoomAspire.Core.Telegram;

namespace ZoomAspire.Core.Recordings;

/// <summary>Asks owners whether a recording shall come, where they want to be asked, and takes the answer No. Yes is a <see cref="FetchRequest"/>.</summary>
/// <param name="context">The database.</param>
public sealed class SendQuestions(ZoomAspireContext context)
{
    /// <summary>What the data of the buttons begins with; <c>send</c> or <c>skip</c>, a colon and the meeting's key follow after a colon.</summary>
    public const string Verb = "asked";

    /// <summary>It shall come.</summary>
    public const string Send = "send";

    /// <summary>It shall not.</summary>
    public const string Skip = "skip";

    private const int MaxTopicLength = 200;
    private const int MaxHostLength = 100;

    /// <summary>Notes that a recording shall not come. May be repeated.</summary>
    /// <param name="meetingId">The meeting.</param>
    /// <param name="userId">Who answers: must be the one whose history the meeting is.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whether it does not come; false where it is another's, or was asked for.</returns>
    public async Task<bool> SkipAsync(long meetingId, TelegramUserId userId, CancellationToken cancellationToken) =>
        await Own(meetingId, userId).Where(meeting => meeting.Withheld != null && meeting.AskedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(meeting => meeting.Withheld, Withheld.Skipped), cancellationToken) > 0;

    /// <summary>What is said of a meeting that its owner is asked about; null where it is not the person's.</summary>
    /// <param name="meetingId">The meeting.</param>
    /// <param name="userId">The person.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>HTML of the Bot API's dialect.</returns>
    public async Task<string?> DescribeAsync(long meetingId, TelegramUserId userId, CancellationToken cancellationToken) =>
        await Own(meetingId, userId).AnyAsync(cancellationToken) &&
        await FindAsync(meetingId, cancellationToken) is var (meeting, owner, host)
            ? Facts(meeting, owner, host)
            : null;

    /// <summary>The question; null where there is nothing to ask (any more).</summary>
    internal async Task<SendQuestion?> FindQuestionAsync(long meetingId, long ownerId, CancellationToken cancellationToken) =>
        await FindAsync(meetingId, cancellationToken) is ({ Withheld: Withheld.Asked, AskedAt: null } meeting, var owner, var host) && owner.Id == ownerId
            ? new SendQuestion(
                $"{Facts(meeting, owner, host)}\n\n{SendQuestionWords.Question}",
                new InlineKeyboardMarkup(
                [
                    [
                        InlineKeyboardButton.WithCallbackData(SendQuestionWords.Send, Data(Send, meetingId)),
                        InlineKeyboardButton.WithCallbackData(SendQuestionWords.Skip, Data(Skip, meetingId)),
                    ],
                ]),
                owner,
                meeting.IsQuiet)
            : null;

    /// <summary>The data of a button.</summary>
    /// <param name="answer"><see cref="Send"/> or <see cref="Skip"/>.</param>
    /// <param name="meetingId">The meeting.</param>
    public static string Data(string answer, long meetingId) => string.Create(CultureInfo.InvariantCulture, $"{Verb}:{answer}:{meetingId}");

    // Whose history it is: see MeetingOwners. Only what was noted with its owner is ever asked about.
    private IQueryable<Meeting> Own(long meetingId, TelegramUserId userId) => context.Meetings.Where(
        meeting => meeting.Id == meetingId && context.Users.Any(user => user.Id == meeting.UserId && user.TelegramUserId == userId));

    private async Task<(Meeting Meeting, User Owner, string? Host)?> FindAsync(long meetingId, CancellationToken cancellationToken)
    {
        var row = await (
            from meeting in context.Meetings
            join user in context.Users on meeting.UserId equals user.Id
            join connection in context.Connections on meeting.ConnectionId equals connection.Id
            where meeting.Id == meetingId
            select new { meeting, user, Host = connection.UserId == user.Id ? connection.DisplayName ?? connection.Email : null })
            .AsNoTracking().SingleOrDefaultAsync(cancellationToken);
        return row is null ? null : (row.meeting, row.user, row.Host);
    }

    private static string Facts(Meeting meeting, User owner, string? host)
    {
        var topic = string.IsNullOrWhiteSpace(meeting.Topic) ? SendQuestionWords.NoTopic : TelegramHtml.Outside(meeting.Topic, MaxTopicLength);
        var zone = UserTimeZones.Find(meeting.TimeZone) ?? UserTimeZones.Of(owner);
        string?[] facts =
        [
            meeting.StartTime is { } start ? TelegramHtml.Escape(TelegramHtml.Inert(LocalDates.ShortMoment(start, zone))) : null,
            meeting.DurationMinutes > 0 ? SendQuestionWords.FormatMinutes(meeting.DurationMinutes.ToString(CultureInfo.InvariantCulture)) : null,
            host is null ? null : TelegramHtml.Outside(host, MaxHostLength),
        ];
        return $"🎙 <b>{topic}</b>\n{string.Join(" · ", facts.Where(fact => fact is not null))}".TrimEnd();
    }
}

/// <summary>A question to an owner.</summary>
/// <param name="Html">HTML of the Bot API's dialect.</param>
/// <param name="Keyboard">The answers.</param>
/// <param name="Owner">Who is asked.</param>
/// <param name="IsOneOfMany">Whether it comes together with others, without a sound.</param>
internal sealed record SendQuestion(string Html, InlineKeyboardMarkup Keyboard, User Owner, bool IsOneOfMany);

/// <summary>
/// Asks the owner of a meeting whether its recordings shall come, once. Unlike other words a question waits for whoever has closed the chat: the
/// recording would never come otherwise.
/// </summary>
internal sealed class AskToSendHandler(
    ZoomAspireContext context, SendQuestions questions, OwnerNotices notices, TimeProvider time) : IJobHandler
{
    /// <inheritdoc />
    public async Task HandleAsync(JobLease job, CancellationToken cancellationToken)
    {
        if (await questions.FindQuestionAsync(job.SubjectId, job.TenantId, cancellationToken) is { } question)
        {
            var wishes = DeliveryWishes.Of(question.Owner, [], default);
            var isSilent = question.IsOneOfMany || wishes.AreQuietAt(time.GetUtcNow());
            await AskAsync(job, question, isSilent, cancellationToken);
        }
    }

    /// <summary>
    /// Parked it waits until the chat is open again (see <see cref="ParkedWork"/>). Given up it stays unanswered: whoever looks through the
    /// recordings finds it there.
    /// </summary>
    public Task StopAsync(JobLease job, JobStatus status, JobFailure failure, CancellationToken cancellationToken) =>
        status == JobStatus.Parked ? NoteAsync(job, DestinationState.Unreachable, cancellationToken) : Task.CompletedTask;

    private async Task AskAsync(JobLease job, SendQuestion question, bool isSilent, CancellationToken cancellationToken)
    {
        var isReached = false;
        async Task SendAsync(TelegramUserId chatId)
        {
            await notices.SendMessageAsync(chatId, question.Html, question.Keyboard, isSilent, cancellationToken);
            isReached = true;
        }

        try
        {
            await notices.TellAsync(job, SendAsync, cancellationToken);
        }
        catch (JobFailedException exception) when (exception.Failure.Kind == FailureKind.Gone)
        {
            throw new JobFailedException(FailureKind.Unreachable, exception.Failure.Reason, innerException: exception);
        }

        // What is parked for the chat may follow.
        if (isReached)
        {
            await NoteAsync(job, DestinationState.Active, cancellationToken);
        }
    }

    private async Task NoteAsync(JobLease job, DestinationState state, CancellationToken cancellationToken)
    {
        if (await DestinationRows.EnsurePrivateAsync(context, job.TenantId, cancellationToken) is { } id)
        {
            await context.Destinations.Where(destination => destination.Id == id && destination.State != state)
                .ExecuteUpdateAsync(set => set.SetProperty(destination => destination.State, state), cancellationToken);
        }
    }
}
