using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ZoomAspire.Simulator.Telegram;

/// <summary>
/// The simulated Telegram: people, chats, messages, files and one bot. The bot comes through the Bot API; people act through
/// the methods here, which the control API and the page offer too. Thread-safe. Methods throw
/// <see cref="InvalidOperationException"/> with a sentence when something cannot be done, such as pressing a button that is
/// not there.
/// </summary>
public sealed partial class TelegramSimulator : IDisposable
{
    private const long CloudUploadLimit = 50L << 20;
    private const long LocalUploadLimit = 2000L << 20;
    private const int CallsKept = 10_000;
    private const int LongestText = 4096;
    private const int LongestTopicName = 128;
    private const int GeneralTopicId = 1;
    private const long FirstUser = 5_000_000_001;

    private static readonly string[] FaultKinds =
        ["too_many_requests", "internal_error", "bad_gateway_after", "reset_before", "reset_after", "slow"];

    private static readonly string[] TooLargeAnswers = ["json", "html", "reset"];

    private readonly SimulatorOptions _options;
    private readonly SimulatorEvents _events;
    private readonly TimeProvider _time;
    private readonly BotApiSpec _spec;
    private readonly FileStore _files = new();
    private readonly Lock _lock = new();
    private readonly List<TelegramFault> _faults = [];
    private readonly List<ViolationView> _violations = [];
    private readonly Queue<CallView> _calls = [];
    private TelegramState _state;
    private BotApiMethods _methods;

    /// <summary>A Telegram with one user who has not met the bot yet.</summary>
    /// <param name="options">The bot's token and the description calls are checked against.</param>
    /// <param name="addresses">Where the listeners answer; known once they are open.</param>
    /// <param name="events">Told of every change, topic <c>telegram</c>.</param>
    /// <param name="time">The clock.</param>
    public TelegramSimulator(SimulatorOptions options, SimulatorAddresses addresses, SimulatorEvents events, TimeProvider time)
    {
        _options = options;
        _events = events;
        _time = time;
        _spec = BotApiSpec.Load(options.BotApiSpecPath);
        Addresses = addresses;
        Reader = new BotApiRequestReader(_files);
        Updates = new UpdateQueue(time);
        _state = NewState();
        _methods = new BotApiMethods(_state, _files, Updates, time);
    }

    /// <summary>Name of the bot, the last part of links to it.</summary>
    public static string BotUsername => TelegramState.BotUsername;

    /// <summary>All users.</summary>
    public IReadOnlyList<UserView> Users => Read(state => state.Users.Values.Select(View).ToList());

    /// <summary>All chats.</summary>
    public IReadOnlyList<ChatView> Chats => Read(state => state.Chats.Values.Select(View).ToList());

    /// <summary>Calls that the description of the Bot API does not allow, oldest first.</summary>
    public IReadOnlyList<ViolationView> Violations => Read(_ => _violations.ToList());

    /// <summary>The last ten thousand calls of the bot, oldest first, without successful getUpdates.</summary>
    public IReadOnlyList<CallView> Calls => Read(_ => _calls.ToList());

    /// <summary>Faults that are still to strike.</summary>
    public IReadOnlyList<TelegramFault> Faults => Read(_ => _faults.ToList());

    /// <summary>Behaviour switched on.</summary>
    public TelegramSettings Settings => Read(state => state.Settings);

    internal SimulatorAddresses Addresses { get; }

    internal TimeProvider Time => _time;

    internal BotApiRequestReader Reader { get; }

    internal UpdateQueue Updates { get; }

    internal long EffectiveUploadLimit
    {
        get
        {
            var settings = Settings;
            return settings.UploadLimit ?? (settings.LocalServer ? LocalUploadLimit : CloudUploadLimit);
        }
    }

    /// <summary>Adds a person, whose private chat with the bot has the person's id.</summary>
    /// <param name="firstName">First name.</param>
    /// <param name="languageCode">Language of the client.</param>
    public UserView CreateUser(string firstName, string? languageCode = "en")
    {
        Require(!string.IsNullOrWhiteSpace(firstName), "A user needs a first name.");
        return Change(state => View(AddUser(state, state.NextUserId(), firstName, languageCode)));
    }

    /// <summary>Adds a group with the bot in it; the bot is told.</summary>
    /// <param name="title">Title.</param>
    /// <param name="memberIds">Members, the owner first; at least one.</param>
    /// <param name="supergroup">A supergroup, not a basic group.</param>
    /// <param name="forum">With topics; a supergroup then.</param>
    public ChatView CreateGroup(
        string title, IReadOnlyList<long> memberIds, bool supergroup = false, bool forum = false) => Change(state =>
    {
        Require(memberIds.Count > 0 && memberIds.All(state.Users.ContainsKey), "A group needs members that exist.");
        var chat = supergroup || forum
            ? new TelegramChat(state.NextSupergroupId(), ChatKind.Supergroup, title) { IsForum = forum }
            : new TelegramChat(state.NextGroupId(), ChatKind.Group, title);
        chat.Members.AddRange(memberIds);
        state.Chats.Add(chat.Id, chat);
        TellMembership(chat, state.Users[memberIds[0]], "left", "member");
        return View(chat);
    });

    /// <summary>The owner of a forum adds a topic to it; the bot is told.</summary>
    /// <param name="chatId">The forum.</param>
    /// <param name="name">Name of the topic.</param>
    public TopicView CreateTopic(long chatId, string name) => Change(state =>
    {
        var chat = Forum(state, chatId);
        RequireTopicName(name);
        var topic = new TelegramTopic(state.NextMessageId(), name, Closed: false);
        chat.Topics.Add(topic);
        TellTopic(chat, topic.ThreadId, topic.ThreadId, TopicEvents.Created, name);
        return View(topic);
    });

    /// <summary>The owner of a forum renames a topic; the bot is told.</summary>
    /// <param name="chatId">The forum.</param>
    /// <param name="threadId">The topic; 1 for the General one.</param>
    /// <param name="name">The new name.</param>
    public void RenameTopic(long chatId, int threadId, string name) => Change(state =>
    {
        var chat = Forum(state, chatId);
        RequireTopicName(name);
        if (threadId == GeneralTopicId)
        {
            chat.GeneralTopic = name;
            TellTopic(chat, state.NextMessageId(), null, TopicEvents.Edited, name); // Of this one no message says that it is in a topic.
        }
        else
        {
            ChangeTopic(chat, threadId, topic => topic with { Name = name });
            TellTopic(chat, state.NextMessageId(), threadId, TopicEvents.Edited, name);
        }

        return true;
    });

    /// <summary>The owner of a forum closes a topic: nobody can write in it. The bot is told.</summary>
    /// <param name="chatId">The forum.</param>
    /// <param name="threadId">The topic.</param>
    public void CloseTopic(long chatId, int threadId) => Change(state =>
    {
        var chat = Forum(state, chatId);
        var closed = ChangeTopic(chat, threadId, topic => topic with { Closed = true });
        TellTopic(chat, state.NextMessageId(), threadId, TopicEvents.Closed, closed.Name);
        return true;
    });

    /// <summary>Deletes a topic with its messages: writing to it then says that the thread is not found.</summary>
    /// <param name="chatId">The forum.</param>
    /// <param name="threadId">The topic.</param>
    public void DeleteTopic(long chatId, int threadId) => Change(state =>
    {
        var chat = Forum(state, chatId);
        Require(chat.Topics.RemoveAll(topic => topic.ThreadId == threadId) > 0, "There is no such topic.");
        foreach (var message in chat.Messages.Where(message => message.ThreadId == threadId && !message.Deleted))
        {
            message.Delete(_time.GetUtcNow());
        }

        return true;
    });

    /// <summary>Turns a basic group into a supergroup with another id; the bot is told in both.</summary>
    /// <param name="chatId">The group.</param>
    /// <param name="forum">With topics: turning them on is one of the things that make a group a supergroup.</param>
    /// <returns>The supergroup.</returns>
    public ChatView Migrate(long chatId, bool forum = false) => Change(state =>
    {
        var group = Chat(state, chatId);
        Require(group.Kind == ChatKind.Group && group.MigratedTo is null, "Only a basic group can become a supergroup.");
        var supergroup = new TelegramChat(state.NextSupergroupId(), ChatKind.Supergroup, group.Title) { IsForum = forum };
        supergroup.Members.AddRange(group.Members);
        supergroup.Administrators.UnionWith(group.Administrators);
        state.Chats.Add(supergroup.Id, supergroup);
        group.MigratedTo = supergroup.Id;
        TellMigration(state, group, "migrate_to_chat_id", supergroup.Id);
        TellMigration(state, supergroup, "migrate_from_chat_id", group.Id);
        return View(supergroup);
    });

    /// <summary>A member of a group gets, or loses, the rights of an administrator. Bots that are none themselves are not told.</summary>
    /// <param name="chatId">The group.</param>
    /// <param name="userId">The member; not its owner.</param>
    /// <param name="isAdministrator">Whether the member is one from now on.</param>
    public void Promote(long chatId, long userId, bool isAdministrator = true) => Change(state =>
    {
        var chat = Chat(state, chatId);
        Require(chat.Kind != ChatKind.Private && chat.Members.IndexOf(userId) > 0, "Only a member other than the owner can be promoted.");
        return isAdministrator ? chat.Administrators.Add(userId) : chat.Administrators.Remove(userId);
    });

    /// <summary>A member leaves a group. Bots that are no administrators are not told.</summary>
    /// <param name="chatId">The group.</param>
    /// <param name="userId">The member; not its owner.</param>
    public void Leave(long chatId, long userId) => Change(state =>
    {
        var chat = Chat(state, chatId);
        Require(chat.Kind != ChatKind.Private && chat.Members.IndexOf(userId) > 0, "Only a member other than the owner can leave.");
        chat.Administrators.Remove(userId);
        return chat.Members.Remove(userId);
    });

    /// <summary>The owner of a group removes the bot; the bot is told.</summary>
    /// <param name="chatId">The group.</param>
    public void KickBot(long chatId) => Change(state =>
    {
        var chat = Chat(state, chatId);
        Require(chat.Kind != ChatKind.Private && chat.BotStatus == "member", "The bot is not in this group.");
        chat.BotStatus = "kicked";
        TellMembership(chat, state.Users[chat.Members[0]], "member", "kicked");
        return true;
    });

    /// <summary>Makes a message older than it is: what is older than 48 hours a bot cannot delete.</summary>
    /// <param name="chatId">The chat.</param>
    /// <param name="messageId">The message.</param>
    /// <param name="by">By how much.</param>
    public void Backdate(long chatId, int messageId, TimeSpan by) => Change(state =>
    {
        (Chat(state, chatId).Find(messageId) ?? throw new ArgumentException("No such message.", nameof(messageId))).Backdate(by);
        return true;
    });

    /// <summary>A user blocks the bot; the bot is told.</summary>
    /// <param name="userId">The user.</param>
    public void Block(long userId) => Change(state => SetBlocked(state, User(state, userId), blocked: true));

    /// <summary>A user unblocks the bot; the bot is told.</summary>
    /// <param name="userId">The user.</param>
    public void Unblock(long userId) => Change(state => SetBlocked(state, User(state, userId), blocked: false));

    /// <summary>A user presses "Start", or opens a deep link and presses it there. Unblocks the bot, as clients do.</summary>
    /// <param name="userId">The user.</param>
    /// <param name="payload">What the link carries: at most 64 of <c>A-Z a-z 0-9 _ -</c>.</param>
    public MessageView Start(long userId, string? payload = null)
    {
        Require(
            string.IsNullOrEmpty(payload) || Payload().IsMatch(payload),
            "A start payload has at most 64 characters of A-Z, a-z, 0-9, _ and -.");
        Change(state => SetBlocked(state, User(state, userId), blocked: false));
        return SendText(userId, userId, string.IsNullOrEmpty(payload) ? "/start" : $"/start {payload}");
    }

    /// <summary>A user opens a link to the bot and presses "Start".</summary>
    /// <param name="userId">The user.</param>
    /// <param name="link">Like <c>https://t.me/bot?start=payload</c>, at the simulator's address.</param>
    public MessageView OpenLink(long userId, Uri link)
    {
        Require(
            link.IsAbsoluteUri
                && link.IsLoopback // By number or as "localhost".
                && link.Port == Addresses.Telegram.Port
                && link.AbsolutePath == $"/{BotUsername}",
            "This link does not lead to the bot.");
        return Start(userId, Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(link.Query)["start"]);
    }

    /// <summary>A user writes. In groups the bot gets what its privacy mode lets it see: commands and replies to it.</summary>
    /// <param name="chatId">The chat; the user's id for the private one.</param>
    /// <param name="userId">The user.</param>
    /// <param name="text">The text, without markup.</param>
    /// <param name="replyToMessageId">The message replied to.</param>
    /// <param name="messageThreadId">The topic.</param>
    public MessageView SendText(long chatId, long userId, string text, int? replyToMessageId = null, int? messageThreadId = null)
    {
        Require(!string.IsNullOrWhiteSpace(text) && text.Length <= LongestText, "A message has 1 to 4096 characters.");
        return Change(state =>
        {
            var (chat, user) = (Chat(state, chatId), User(state, userId));
            Require(chat.Members.Contains(userId), "Only members can write in a chat.");
            Require(chat.MigratedTo is null, "This group has become a supergroup.");
            Require(chat.Kind != ChatKind.Private || !user.Blocked, "This user has blocked the bot.");
            var message = new TelegramMessage(state.NextMessageId(), chat, userId, _time.GetUtcNow())
            {
                ReplyTo = replyToMessageId,
                ThreadId = messageThreadId,
            };
            message.Send(new MessageContent(EntityDetector.Detect(new FormattedText(text.Trim(), []))), keyboard: null);
            chat.Messages.Add(message);
            user.Started |= chat.Kind == ChatKind.Private;
            if (IsVisibleToBot(state, message))
            {
                Updates.Add("message", _methods.Json.Message(message));
            }

            return View(message);
        });
    }

    /// <summary>A user presses a button of a message.</summary>
    /// <param name="chatId">The chat.</param>
    /// <param name="messageId">The message.</param>
    /// <param name="userId">Who presses.</param>
    /// <param name="button">Label, or callback data, of the button.</param>
    /// <returns>The address to open, or the query that the bot got.</returns>
    public PressView Press(long chatId, int messageId, long userId, string button) => Change(state =>
    {
        var (chat, user) = (Chat(state, chatId), User(state, userId));
        Require(chat.Members.Contains(userId), "Only members can press buttons in a chat.");
        var message = chat.Find(messageId);
        var pressed = message?.Keyboard?.Rows.SelectMany(row => row)
            .FirstOrDefault(any => any.CallbackData == button || any.Text == button);
        Require(pressed is not null, "There is no such button.");
        if (pressed!.CallbackData is not { } data)
        {
            return new PressView(pressed.Url, null);
        }

        var query = new CallbackQuery(TelegramState.NextCallbackId(), user, _time.GetUtcNow());
        state.Callbacks.Add(query.Id, query);
        Updates.Add("callback_query", new JsonObject
        {
            ["id"] = query.Id,
            ["from"] = BotApiJson.User(user),
            ["message"] = _methods.Json.Message(message!),
            ["chat_instance"] = chat.Id.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["data"] = data,
        });
        return new PressView(null, query.Id);
    });

    /// <summary>The bot's answer to a press; null while there is none.</summary>
    /// <param name="callbackQueryId">The press.</param>
    public CallbackAnswer? Answer(string callbackQueryId) =>
        Read(state => state.Callbacks.GetValueOrDefault(callbackQueryId)?.Answer);

    /// <summary>The messages of a chat, oldest first, deleted ones included.</summary>
    /// <param name="chatId">The chat.</param>
    public IReadOnlyList<MessageView> Messages(long chatId) => Read(state => Chat(state, chatId).Messages.ConvertAll(View));

    /// <summary>The files that have come into chats since a time, in no order: cheap enough to be asked often.</summary>
    /// <param name="since">What came then is told, too.</param>
    public IReadOnlyList<ArrivalView> Arrivals(DateTimeOffset since) => Read(state => state.Chats.Values
        .SelectMany(chat => chat.Messages)
        .SelectMany(message => message.History
            .Where(revision => revision is { Sha256: not null, Change: "sent" or "media" } && revision.At >= since)
            .Select(revision => new ArrivalView(revision.At, message.Chat.Id, revision.Sha256!)))
        .ToList());

    /// <summary>The command menu that a user sees in a chat.</summary>
    /// <param name="chatId">The chat.</param>
    /// <param name="userId">The user.</param>
    public IReadOnlyList<CommandView> Commands(long chatId, long userId) =>
        Read(state => state.CommandsFor(Chat(state, chatId), User(state, userId)));

    /// <summary>A text that the bot has set about itself; null if it has not.</summary>
    /// <param name="what"><c>name</c>, <c>description</c> or <c>short_description</c>.</param>
    /// <param name="languageCode">Its language; empty for all others.</param>
    public string? Profile(string what, string languageCode = "") =>
        Read(state => state.Profile.GetValueOrDefault((what, languageCode)));

    /// <summary>Where the bytes of a file are, while the simulator runs; null if there is no such file.</summary>
    /// <param name="sha256">SHA-256 of the file.</param>
    public string? FindFile(string sha256) => Read(state => state.Media.Values
        .Select(media => media.File)
        .FirstOrDefault(file => file.Sha256 == sha256 && _files.Find(file.Id) is not null)?.Path);

    /// <summary>Switches behaviour.</summary>
    /// <param name="settings">All of it.</param>
    public void Switch(TelegramSettings settings)
    {
        Require(TooLargeAnswers.Contains(settings.TooLargeAnswer), "The answer to too large uploads is json, html or reset.");
        Change(state => state.Settings = settings);
    }

    /// <summary>Has the next calls of a method fail.</summary>
    /// <param name="fault">How, and how often.</param>
    public void Inject(TelegramFault fault)
    {
        Require(FaultKinds.Contains(fault.Kind), $"A fault is one of {string.Join(", ", FaultKinds)}.");
        Require(fault.Times > 0, "A fault strikes at least once.");
        Change(_ =>
        {
            _faults.Add(fault);
            return true;
        });
    }

    /// <summary>Takes back the faults that have not struck yet.</summary>
    public void ClearFaults() => Change(_ =>
    {
        _faults.Clear();
        return true;
    });

    /// <summary>Forgets everything: users, chats, files, faults, records.</summary>
    public void Reset() => Change(_ =>
    {
        Updates.Clear();
        _files.Clear();
        _faults.Clear();
        _violations.Clear();
        _calls.Clear();
        _state = NewState();
        _methods = new BotApiMethods(_state, _files, Updates, _time);
        return true;
    });

    /// <summary>Waits until a chat has a message, looking at every change.</summary>
    /// <param name="chatId">The chat.</param>
    /// <param name="wanted">Whether it is the one; deleted messages are not asked about.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The first such message.</returns>
    /// <exception cref="OperationCanceledException">It was given up.</exception>
    public async Task<MessageView> WaitForMessageAsync(
        long chatId, Func<MessageView, bool> wanted, CancellationToken cancellationToken)
    {
        using var watch = _events.Watch();
        while (true)
        {
            if (Messages(chatId).FirstOrDefault(message => !message.Deleted && wanted(message)) is { } found)
            {
                return found;
            }

            await watch.NextAsync(cancellationToken);
        }
    }

    /// <inheritdoc />
    public void Dispose() => _files.Dispose();

    internal StoredFile? File(string id) => _files.Find(id);

    internal void CheckToken(string token)
    {
        if (token != _options.TelegramBotToken)
        {
            throw BotApiException.Unauthorized();
        }

        if (Read(state => state.LoggedOutUntil) > _time.GetUtcNow())
        {
            throw BotApiException.LoggedOut();
        }
    }

    /// <summary>Refuses what the description of the Bot API does not allow, and remembers it.</summary>
    internal void Check(string method, BotApiCall call)
    {
        if (!_spec.Knows(method))
        {
            throw BotApiException.MethodNotFound();
        }

        if (_spec.Check(method, call) is [var first, ..] problems)
        {
            Violate(method, problems);
            throw BotApiException.BadRequest(first);
        }
    }

    internal TelegramFault? TakeFault(string method, bool isPolling) => Change(_ =>
    {
        var index = _faults.FindIndex(fault =>
            fault.Method.Equals(method, StringComparison.OrdinalIgnoreCase) || (fault.Method == "*" && !isPolling));
        if (index < 0)
        {
            return null;
        }

        var fault = _faults[index];
        _faults[index] = fault with { Times = fault.Times - 1 };
        _faults.RemoveAll(spent => spent.Times == 0);
        return fault;
    }, tell: !isPolling);

    /// <summary>Carries out a method of the Bot API.</summary>
    internal JsonNode Call(string method, BotApiCall call)
    {
        if (Change(_ => _methods.Call(method, call)) is { } result)
        {
            return result;
        }

        Violate(method, ["is not simulated"]);
        throw BotApiException.MethodNotFound();
    }

    internal void RemoveUnused(BotApiCall call)
    {
        foreach (var file in call.Files.Values.Where(file => !call.Used.Contains(file)))
        {
            _files.Remove(file);
        }
    }

    internal void Record(CallView call) => Change(_ =>
    {
        _calls.Enqueue(call);
        while (_calls.Count > CallsKept)
        {
            _calls.Dequeue();
        }

        return true;
    });

    private void Violate(string method, IReadOnlyList<string> problems) => Change(_ =>
    {
        _violations.AddRange(problems.Select(problem => new ViolationView(_time.GetUtcNow(), method, problem)));
        return true;
    });

    private T Read<T>(Func<TelegramState, T> read)
    {
        lock (_lock)
        {
            return read(_state);
        }
    }

    private T Change<T>(Func<TelegramState, T> change, bool tell = true)
    {
        T result;
        lock (_lock)
        {
            result = change(_state);
        }

        if (tell)
        {
            _events.Changed("telegram");
        }

        return result;
    }

    private TelegramState NewState()
    {
        var state = new TelegramState(_options.TelegramBotToken, _time.GetUtcNow());
        AddUser(state, FirstUser, "Anna", "en"); // The same person in every run: a product that remembers her is right to.
        return state;
    }

    private static TelegramUser AddUser(TelegramState state, long id, string firstName, string? languageCode)
    {
        var user = new TelegramUser(id, firstName, languageCode);
        state.Users.Add(id, user);
        var chat = new TelegramChat(id, ChatKind.Private, firstName);
        chat.Members.Add(id);
        state.Chats.Add(id, chat);
        return user;
    }

    private bool SetBlocked(TelegramState state, TelegramUser user, bool blocked)
    {
        if (user.Blocked == blocked)
        {
            return false;
        }

        user.Blocked = blocked;
        var (before, after) = blocked ? ("member", "kicked") : ("kicked", "member");
        TellMembership(state.Chats[user.Id], user, before, after);
        return true;
    }

    private void TellMembership(TelegramChat chat, TelegramUser by, string before, string after) =>
        Updates.Add("my_chat_member", new JsonObject
        {
            ["chat"] = BotApiJson.Chat(chat),
            ["from"] = BotApiJson.User(by),
            ["date"] = _time.GetUtcNow().ToUnixTimeSeconds(),
            ["old_chat_member"] = Membership(before),
            ["new_chat_member"] = Membership(after),
        });

    private JsonObject Membership(string status)
    {
        var member = new JsonObject { ["status"] = status, ["user"] = _methods.Json.Bot() };
        if (status == "kicked")
        {
            member["until_date"] = 0;
        }

        return member;
    }

    /// <summary>A service message in the chat, which a bot gets whatever its privacy mode.</summary>
    private void TellTopic(TelegramChat chat, int messageId, int? threadId, string topicEvent, string name)
    {
        var message = new TelegramMessage(messageId, chat, chat.Members[0], _time.GetUtcNow()) { ThreadId = threadId };
        message.Send(new MessageContent(new FormattedText(name, []), TopicEvent: topicEvent), keyboard: null);
        chat.Messages.Add(message);
        if (chat.BotStatus == "member")
        {
            Updates.Add("message", _methods.Json.Message(message));
        }
    }

    private void TellMigration(TelegramState state, TelegramChat chat, string direction, long otherId)
    {
        var service = new TelegramMessage(state.NextMessageId(), chat, chat.Members[0], _time.GetUtcNow());
        var message = _methods.Json.Message(service);
        message[direction] = otherId;
        Updates.Add("message", message);
    }

    /// <summary>Privacy mode, on by default (https://core.telegram.org/bots/features#privacy-mode).</summary>
    private static bool IsVisibleToBot(TelegramState state, TelegramMessage message)
    {
        if (message.Chat.Kind == ChatKind.Private)
        {
            return true;
        }

        if (message.Chat.BotStatus != "member")
        {
            return false;
        }

        var command = message.Content.Text.Entities.FirstOrDefault(entity => entity.Type == "bot_command" && entity.Offset == 0);
        var addressee = command is null ? null : message.Content.Text.Text[..command.Length].Split('@').ElementAtOrDefault(1);
        return (command is not null && (addressee is null || addressee.Equals(BotUsername, StringComparison.OrdinalIgnoreCase)))
            || (message.ReplyTo is { } original && message.Chat.Find(original)?.FromId == state.BotId);
    }

    private static TelegramUser User(TelegramState state, long id) =>
        state.Users.GetValueOrDefault(id) ?? throw new InvalidOperationException($"There is no user {id}.");

    private static TelegramChat Chat(TelegramState state, long id) =>
        state.Chats.GetValueOrDefault(id) ?? throw new InvalidOperationException($"There is no chat {id}.");

    private static TelegramChat Forum(TelegramState state, long id)
    {
        var chat = Chat(state, id);
        Require(chat.IsForum, "Only a forum has topics.");
        return chat;
    }

    private static TelegramTopic ChangeTopic(TelegramChat forum, int threadId, Func<TelegramTopic, TelegramTopic> change)
    {
        var index = forum.Topics.FindIndex(topic => topic.ThreadId == threadId);
        Require(index >= 0, "There is no such topic.");
        return forum.Topics[index] = change(forum.Topics[index]);
    }

    private static void RequireTopicName(string name) =>
        Require(!string.IsNullOrWhiteSpace(name) && name.Length <= LongestTopicName, "The name of a topic has 1 to 128 characters.");

    private static UserView View(TelegramUser user) =>
        new(user.Id, user.FirstName, user.LanguageCode, user.Started, user.Blocked);

    private static TopicView View(TelegramTopic topic) => new(topic.ThreadId, topic.Name, topic.Closed);

    private ChatView View(TelegramChat chat) => new(
        chat.Id,
        BotApiJson.TypeName(chat.Kind),
        chat.Title,
        chat.IsForum,
        chat.IsForum ? chat.GeneralTopic : null,
        [.. chat.Topics.Select(View)],
        [.. chat.Members],
        chat.BotStatus,
        chat.MigratedTo,
        chat.Action is { } action && action.Until > _time.GetUtcNow() ? action.Name : null,
        chat.Messages.Count);

    private MessageView View(TelegramMessage message) => new(
        message.Id,
        message.Chat.Id,
        message.FromId,
        message.FromId == _state.BotId,
        message.Date,
        message.EditDate,
        message.Content.Kind,
        message.Content.Text.Text,
        message.Content.Text.Entities,
        message.Content.Media is { } media ? View(media) : null,
        message.Keyboard?.Rows ?? [],
        message.ReplyTo,
        message.ThreadId,
        message.IsSilent,
        message.IsProtected,
        message.Deleted,
        [.. message.History]);

    private static FileView View(MediaContent media) => new(
        media.File.FileId(media.Kind),
        media.File.FileName,
        media.File.MimeType,
        media.File.Size,
        media.File.Sha256,
        media.Duration,
        media.Title,
        media.Performer,
        $"/sim/telegram/files/{media.File.Id}");

    private static void Require(bool condition, string sentence)
    {
        if (!condition)
        {
            throw new InvalidOperationException(sentence);
        }
    }

    [GeneratedRegex("^[A-Za-z0-9_-]{1,64}$")]
    private static partial Regex Payload();
}
