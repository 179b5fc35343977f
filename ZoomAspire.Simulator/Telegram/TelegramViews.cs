namespace ZoomAspire.Simulator.Telegram;

/// <summary>A simulated person.</summary>
/// <param name="Id">Telegram user id; also the id of the private chat with the bot.</param>
/// <param name="FirstName">First name.</param>
/// <param name="LanguageCode">Language of the client, IETF tag.</param>
/// <param name="Started">Has written to the bot.</param>
/// <param name="Blocked">Has blocked the bot.</param>
public sealed record UserView(long Id, string FirstName, string? LanguageCode, bool Started, bool Blocked);

/// <summary>A topic of a forum.</summary>
/// <param name="MessageThreadId">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Closed">Nobody can write in it.</param>
public sealed record TopicView(int MessageThreadId, string Name, bool Closed);

/// <summary>A chat with the bot in it.</summary>
/// <param name="Id">Chat id.</param>
/// <param name="Kind"><c>private</c>, <c>group</c> or <c>supergroup</c>.</param>
/// <param name="Title">Title, or the user's first name.</param>
/// <param name="IsForum">Has topics.</param>
/// <param name="GeneralTopic">What a forum's General topic is called.</param>
/// <param name="Topics">The other topics.</param>
/// <param name="Members">Users in it, the owner first.</param>
/// <param name="BotStatus">The bot in it: <c>member</c>, <c>left</c>, <c>kicked</c>.</param>
/// <param name="MigratedTo">The supergroup that replaced it.</param>
/// <param name="Action">What the bot is doing right now, as clients show it for five seconds.</param>
/// <param name="MessageCount">Messages, deleted ones included.</param>
public sealed record ChatView(
    long Id,
    string Kind,
    string Title,
    bool IsForum,
    string? GeneralTopic,
    IReadOnlyList<TopicView> Topics,
    IReadOnlyList<long> Members,
    string BotStatus,
    long? MigratedTo,
    string? Action,
    int MessageCount);

/// <summary>A button below a message; exactly one of its actions is set, or none if the action is not simulated.</summary>
/// <param name="Text">Label.</param>
/// <param name="Url">Address that it opens.</param>
/// <param name="CallbackData">What the bot gets when it is pressed.</param>
public sealed record ButtonView(string Text, string? Url, string? CallbackData);

/// <summary>The file of a message.</summary>
/// <param name="FileId">The bot's identifier of it.</param>
/// <param name="FileName">Name it was uploaded under.</param>
/// <param name="MimeType">Type it was uploaded as.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Sha256">Lower-case hexadecimal SHA-256 of the bytes.</param>
/// <param name="Duration">Seconds, as the bot said.</param>
/// <param name="Title">Track name.</param>
/// <param name="Performer">Performer.</param>
/// <param name="Path">Where the page's address serves the bytes, with ranges.</param>
public sealed record FileView(
    string FileId,
    string FileName,
    string MimeType,
    long Size,
    string Sha256,
    int Duration,
    string? Title,
    string? Performer,
    string Path);

/// <summary>One state that a message has been in.</summary>
/// <param name="At">Since when.</param>
/// <param name="Change"><c>sent</c>, <c>text</c>, <c>caption</c>, <c>media</c>, <c>keyboard</c> or <c>deleted</c>.</param>
/// <param name="Kind">As <see cref="MessageView.Kind"/>.</param>
/// <param name="Text">As <see cref="MessageView.Text"/>.</param>
/// <param name="Sha256">SHA-256 of its file.</param>
/// <param name="Buttons">Labels of its buttons.</param>
public sealed record MessageRevision(
    DateTimeOffset At, string Change, string Kind, string Text, string? Sha256, IReadOnlyList<string> Buttons);

/// <summary>A message as it is now, with its history.</summary>
/// <param name="MessageId">Its id.</param>
/// <param name="ChatId">Its chat.</param>
/// <param name="FromId">Who sent it.</param>
/// <param name="FromBot">The bot sent it.</param>
/// <param name="Date">When it was sent.</param>
/// <param name="EditDate">When it was last edited.</param>
/// <param name="Kind">
/// <c>text</c>, <c>audio</c>, <c>voice</c> or <c>document</c>; <c>forum_topic_created</c>, <c>forum_topic_edited</c> or <c>forum_topic_closed</c>.
/// </param>
/// <param name="Text">Text or caption; the name of the topic.</param>
/// <param name="Entities">Entities of it.</param>
/// <param name="File">Its file.</param>
/// <param name="Keyboard">Rows of buttons.</param>
/// <param name="ReplyToMessageId">The message that it replies to.</param>
/// <param name="MessageThreadId">Its topic.</param>
/// <param name="Silent">It came without a sound.</param>
/// <param name="Protected">It can be neither forwarded nor saved.</param>
/// <param name="Deleted">It has been deleted: nobody sees it any more.</param>
/// <param name="History">Everything that it has been, oldest first.</param>
public sealed record MessageView(
    int MessageId,
    long ChatId,
    long FromId,
    bool FromBot,
    DateTimeOffset Date,
    DateTimeOffset? EditDate,
    string Kind,
    string Text,
    IReadOnlyList<TextEntity> Entities,
    FileView? File,
    IReadOnlyList<IReadOnlyList<ButtonView>> Keyboard,
    int? ReplyToMessageId,
    int? MessageThreadId,
    bool Silent,
    bool Protected,
    bool Deleted,
    IReadOnlyList<MessageRevision> History);

/// <summary>A file that came into a chat.</summary>
/// <param name="At">When.</param>
/// <param name="ChatId">The chat.</param>
/// <param name="Sha256">SHA-256 of the file.</param>
public sealed record ArrivalView(DateTimeOffset At, long ChatId, string Sha256);

/// <summary>What a press of a button led to.</summary>
/// <param name="Url">The address to open, of a url button: the bot does not notice.</param>
/// <param name="CallbackQueryId">The query that the bot gets, of a callback button.</param>
public sealed record PressView(string? Url, string? CallbackQueryId);

/// <summary>The bot's answer to a press.</summary>
/// <param name="Text">Shown to the user.</param>
/// <param name="ShowAlert">As a window, not in passing.</param>
/// <param name="At">When.</param>
public sealed record CallbackAnswer(string? Text, bool ShowAlert, DateTimeOffset At);

/// <summary>An entry of the command menu.</summary>
/// <param name="Command">The command without its slash.</param>
/// <param name="Description">What it does.</param>
public sealed record CommandView(string Command, string Description);

/// <summary>A call that the description of the Bot API does not allow.</summary>
/// <param name="At">When.</param>
/// <param name="Method">Which method.</param>
/// <param name="Problem">What is wrong.</param>
public sealed record ViolationView(DateTimeOffset At, string Method, string Problem);

/// <summary>A call of the bot.</summary>
/// <param name="At">When it began.</param>
/// <param name="Method">Which method.</param>
/// <param name="ChatId">Where to.</param>
/// <param name="Status">HTTP status of the answer; 0 if the connection was reset.</param>
/// <param name="Description">The text of a refusal.</param>
public sealed record CallView(DateTimeOffset At, string Method, long? ChatId, int Status, string? Description);

/// <summary>Behaviour that can be switched.</summary>
/// <param name="OldServer">Refuses to turn a text message into audio, as servers of earlier Bot API versions do.</param>
/// <param name="LocalServer">Behaves as a self-hosted server with <c>--local</c>: 2000 MB, file:/// paths.</param>
/// <param name="UploadLimit">Most bytes of an uploaded file; null for the server's own.</param>
/// <param name="TooLargeAnswer">How larger files are refused: <c>json</c>, <c>html</c> (a proxy's page) or <c>reset</c>.</param>
/// <param name="HidesMembers">Does not say who is in a group, as where its members are hidden and the bot is no administrator.</param>
public sealed record TelegramSettings(
    bool OldServer = false,
    bool LocalServer = false,
    long? UploadLimit = null,
    string TooLargeAnswer = "json",
    bool HidesMembers = false);

/// <summary>A fault of the next calls.</summary>
/// <param name="Method">Method it strikes; <c>*</c> for any but getUpdates.</param>
/// <param name="Kind">
/// <c>too_many_requests</c> (429; <paramref name="Value"/> seconds), <c>internal_error</c> (500), <c>bad_gateway_after</c> (502
/// with a proxy's page, after the call was carried out), <c>reset_before</c>, <c>reset_after</c> (connection reset, before or
/// after it was carried out), <c>slow</c> (<paramref name="Value"/> milliseconds before it is carried out).
/// </param>
/// <param name="Times">How many calls it still strikes.</param>
/// <param name="Value">Seconds or milliseconds, see <paramref name="Kind"/>.</param>
public sealed record TelegramFault(string Method, string Kind, int Times = 1, int Value = 1);
