using System.Globalization;
using ZoomAspire.Simulator.Telegram;
using ZoomAspire.Simulator.Zoom;

namespace ZoomAspire.Simulator.Demo;

/// <summary>What arrived, and what is wrong with it.</summary>
internal sealed class DemoReport
{
    private const int LongestLine = 90;

    private readonly IReadOnlyList<MessageView> _messages;
    private readonly EndedMeeting _meeting;
    private readonly TimeSpan? _latency;

    private DemoReport(
        EndedMeeting meeting, IReadOnlyList<MessageView> messages, TimeSpan? latency, IReadOnlyList<string> problems)
    {
        _meeting = meeting;
        _messages = messages;
        _latency = latency;
        Problems = problems;
    }

    /// <summary>One sentence for each thing that is wrong; empty if all is right.</summary>
    public IReadOnlyList<string> Problems { get; }

    /// <summary>Judges what has arrived.</summary>
    /// <param name="topic">Topic of the meeting.</param>
    /// <param name="meeting">The meeting as Zoom knows it.</param>
    /// <param name="webhooks">The webhooks about it.</param>
    /// <param name="messages">The chat, deleted messages included.</param>
    /// <param name="violations">Calls that the Bot API's description does not allow.</param>
    public static DemoReport Create(
        string topic,
        EndedMeeting meeting,
        IReadOnlyList<WebhookDelivery> webhooks,
        IReadOnlyList<MessageView> messages,
        IReadOnlyList<ViolationView> violations)
    {
        var problems = new List<string>();
        List<MessageView> visible = [.. messages.Where(message => message.FromBot && !message.Deleted)];
        CheckAudio(topic, meeting, visible, problems);
        CheckDoubles(topic, visible, problems);
        problems.AddRange(webhooks.Where(webhook => webhook.State != WebhookState.Delivered)
            .Select(webhook => $"The webhook {webhook.Event} was not taken: {webhook.State}."));
        problems.AddRange(violations.Select(violation => $"{violation.Method} was called wrongly: {violation.Problem}."));
        return new DemoReport(meeting, messages, Latency(webhooks, visible), problems);
    }

    /// <summary>Prints the chat with the history of each message, checksums, the time to audio, and what is wrong.</summary>
    public async Task WriteAsync(TextWriter output)
    {
        await WriteChatAsync(output, _messages);
        await output.WriteLineAsync($"SHA-256 at Zoom      {SourceAudio(_meeting)?.Sha256}");
        foreach (var audio in _messages.Where(message => message.File is not null))
        {
            var file = audio.File!;
            await output.WriteLineAsync($"SHA-256 in the chat  {file.Sha256}  {file.Size} bytes  {file.FileName}");
        }

        await output.WriteLineAsync(_latency is { } latency
            ? $"Webhook to audio     {latency.TotalSeconds.ToString("0.00", CultureInfo.InvariantCulture)} s"
            : "Webhook to audio     unknown");
        foreach (var problem in Problems)
        {
            await output.WriteLineAsync($"WRONG   {problem}");
        }

        await output.WriteLineAsync(Problems.Count == 0 ? "OK      One audio, the same bytes, nothing twice." : "FAILED");
    }

    /// <summary>Prints the messages of a chat and what each has been.</summary>
    public static async Task WriteChatAsync(TextWriter output, IReadOnlyList<MessageView> messages)
    {
        await output.WriteLineAsync();
        foreach (var message in messages)
        {
            await WriteMessageAsync(output, message);
        }

        await output.WriteLineAsync();
    }

    private static void CheckAudio(string topic, EndedMeeting meeting, List<MessageView> visible, List<string> problems)
    {
        List<MessageView> audios = [.. visible.Where(message => message.File is not null)];
        if (audios is not [var audio])
        {
            problems.Add($"There are {audios.Count} messages with a file instead of one.");
            return;
        }

        if (audio.File!.Sha256 != SourceAudio(meeting)?.Sha256)
        {
            problems.Add("The audio in the chat has other bytes than the one at Zoom.");
        }

        if (!VisibleText.Contains(audio.Text, topic))
        {
            problems.Add("The caption does not hold the topic as it was written.");
        }
    }

    private static void CheckDoubles(string topic, List<MessageView> visible, List<string> problems)
    {
        problems.AddRange(visible
            .GroupBy(message => (message.Kind, message.Text))
            .Where(alike => alike.Count() > 1)
            .Select(alike => $"The same message is there {alike.Count()} times: {Line(alike.Key.Text)}"));
        problems.AddRange(visible
            .Where(message => message.File is null
                && message.ReplyToMessageId is null
                && VisibleText.Contains(message.Text, topic))
            .Select(message => $"An announcement was left behind: {Line(message.Text)}"));
    }

    private static TimeSpan? Latency(IReadOnlyList<WebhookDelivery> webhooks, List<MessageView> visible)
    {
        var sent = webhooks.Where(webhook => webhook.Event == "recording.completed")
            .SelectMany(webhook => webhook.Attempts)
            .Select(attempt => (DateTimeOffset?)attempt.At)
            .Min();
        var heard = visible.SelectMany(message => message.History)
            .Where(was => was.Kind == "audio")
            .Select(was => (DateTimeOffset?)was.At)
            .Min();
        return heard - sent;
    }

    private static EndedMeetingFile? SourceAudio(EndedMeeting meeting) =>
        meeting.Files.FirstOrDefault(file => file.RecordingType == "audio_only");

    private static async Task WriteMessageAsync(TextWriter output, MessageView message)
    {
        await output.WriteLineAsync($"{(message.FromBot ? "bot " : "user")} {message.MessageId}");
        foreach (var was in message.History)
        {
            var change = was.Change switch
            {
                "sent" => $"sent as {was.Kind}",
                "media" => $"became {was.Kind}",
                "deleted" => "deleted",
                var other => $"{other} changed",
            };
            await output.WriteLineAsync($"  {was.At.ToLocalTime():HH:mm:ss.ff}  {change,-15}  {Line(was.Text)}");
        }
    }

    private static string Line(string text)
    {
        var line = text.ReplaceLineEndings(" ");
        return line.Length > LongestLine ? line[..(LongestLine - 1)] + "…" : line;
    }
}
