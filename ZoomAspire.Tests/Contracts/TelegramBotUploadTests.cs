using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Telegram.Bot;
using Telegram.Bot.Types;
using Telegram.Bot.Types.Enums;
using Telegram.Bot.Types.ReplyMarkups;

namespace ZoomAspire.Tests.Contracts;

/// <summary>What Telegram.Bot sends when a file is uploaded, and that it never holds the file in memory.</summary>
public sealed class TelegramBotUploadTests
{
    private const long Megabyte = 1024 * 1024;

    private static readonly byte[] Sound = Encoding.ASCII.GetBytes("pretend this is sound");
    private static readonly byte[] Picture = Encoding.ASCII.GetBytes("pretend this is a picture");
    private static readonly InlineKeyboardMarkup Keyboard = new([[InlineKeyboardButton.WithCallbackData("Mute", "m:1")]]);

    [Fact]
    public async Task An_uploaded_audio_is_a_form_with_a_part_for_each_parameter_and_file()
    {
        await using var server = await TelegramBotServer.Returning(TelegramBotServer.SentMessage);

        var message = await server.Client().SendAudio(
            -1001234567890123,
            InputFile.FromStream(new MemoryStream(Sound), "Совещание – Board 🎙.m4a"),
            caption: "<b>Совет</b>",
            parseMode: ParseMode.Html,
            replyParameters: new ReplyParameters { MessageId = 7, AllowSendingWithoutReply = true },
            replyMarkup: Keyboard,
            duration: 2520,
            performer: "Zoom",
            title: "Board – November",
            thumbnail: InputFile.FromStream(new MemoryStream(Picture), "cover.jpg"),
            messageThreadId: 3,
            disableNotification: true);

        Assert.Equal(77, message.Id);
        var call = Assert.Single(server.Calls);
        Assert.Equal($"/bot{TelegramBotServer.Token}/sendAudio", call.Path);
        Assert.Equal("-1001234567890123", call.Field("chat_id"));
        Assert.Equal("<b>Совет</b>", call.Field("caption"));
        Assert.Equal("html", call.Field("parse_mode"), ignoreCase: true);
        Assert.Equal(("2520", "Zoom", "Board – November", "3"),
            (call.Field("duration"), call.Field("performer"), call.Field("title"), call.Field("message_thread_id")));
        Assert.Equal("true", call.Field("disable_notification"), ignoreCase: true);
        Assert.DoesNotContain("protect_content", call.FieldNames);
        AssertJson("""{"message_id":7,"allow_sending_without_reply":true}""", call.FieldJson("reply_parameters"));
        AssertJson("""{"inline_keyboard":[[{"text":"Mute","callback_data":"m:1"}]]}""", call.FieldJson("reply_markup"));
        AssertFile("Совещание – Board 🎙.m4a", Sound, call.File("audio"));
        AssertFile("cover.jpg", Picture, call.File("thumbnail"));
    }

    [Fact]
    public async Task An_uploaded_document_keeps_its_name_and_content()
    {
        await using var server = await TelegramBotServer.Returning(TelegramBotServer.SentMessage);

        await server.Client().SendDocument(42, InputFile.FromStream(new MemoryStream(Sound), "notes.txt"), caption: "c");

        var call = Assert.Single(server.Calls);
        Assert.Equal(("sendDocument", "42", "c"), (call.Method, call.Field("chat_id"), call.Field("caption")));
        AssertFile("notes.txt", Sound, call.File("document"));
    }

    [Fact]
    public async Task A_message_edited_into_uploaded_audio_refers_to_the_files_from_its_media()
    {
        await using var server = await TelegramBotServer.Returning(TelegramBotServer.SentMessage);

        await server.Client().EditMessageMedia(
            42,
            77,
            new InputMediaAudio(InputFile.FromStream(new MemoryStream(Sound), "board.m4a"))
            {
                Caption = "Board",
                Duration = 2520,
                Thumbnail = InputFile.FromStream(new MemoryStream(Picture), "cover.jpg"),
            },
            replyMarkup: Keyboard);

        var call = Assert.Single(server.Calls);
        Assert.Equal(("editMessageMedia", "42", "77"), (call.Method, call.Field("chat_id"), call.Field("message_id")));
        var media = call.FieldJson("media");
        Assert.Equal(("audio", "Board", 2520), ((string?)media["type"], (string?)media["caption"], (int?)media["duration"]));
        AssertFile("board.m4a", Sound, call.Attached((string)media["media"]!));
        AssertFile("cover.jpg", Picture, call.Attached((string)media["thumbnail"]!));
        AssertJson("""{"inline_keyboard":[[{"text":"Mute","callback_data":"m:1"}]]}""", call.FieldJson("reply_markup"));
    }

    [Fact]
    public async Task A_file_is_sent_from_where_its_stream_stands()
    {
        await using var server = await TelegramBotServer.Returning(TelegramBotServer.SentMessage);
        var stream = new MemoryStream(Sound) { Position = 8 };

        await server.Client().SendAudio(42, InputFile.FromStream(stream, "a.m4a"));

        Assert.Equal(Sound[8..], Assert.Single(server.Calls).File("audio").Content);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task After_a_429_the_whole_file_is_sent_again_even_from_a_stream_that_cannot_be_rewound(bool canSeek)
    {
        var answers = new Queue<TelegramBotAnswer>(
        [
            TelegramBotServer.Error(429, "Too Many Requests: retry after 1", """{"retry_after":1}"""),
            TelegramBotServer.Ok(TelegramBotServer.SentMessage),
        ]);
        await using var server = await TelegramBotServer.Answering(_ => answers.Dequeue());
        var stream = new GeneratedStream(200_000, canSeek);

        await server.Client().SendAudio(42, InputFile.FromStream(stream, "a.m4a"));

        Assert.Equal(2, server.Calls.Count);
        var hash = GeneratedStream.Hash(200_000);
        Assert.All(server.Calls, call => Assert.Equal(hash, SHA256.HashData(call.File("audio").Content)));
    }

    [Theory]
    [InlineData(true, 3)]
    [InlineData(true, 0)]
    [InlineData(false, 0)]
    public async Task A_large_file_flows_to_the_server_while_it_is_being_read(bool lengthIsKnown, int retryCount)
    {
        const long size = 64 * Megabyte;
        var receiver = new UploadReceiver();
        await using var server = await TelegramBotServer.Handling(receiver.Receive);

        // Half-way the source waits for the server to have got something: a client that reads ahead would wait for ever.
        var source = new GeneratedStream(size, lengthIsKnown)
        {
            Pause = (size / 2, receiver.Started),
            Reading = receiver.NoteLead,
        };
        await server.Client(retryCount).SendAudio(42, InputFile.FromStream(source, "board.m4a"));

        Assert.Equal(size, receiver.Received);
        Assert.Equal(GeneratedStream.Hash(size), receiver.Hash);
        Assert.Equal(lengthIsKnown, receiver.ContentLength > size);
        Assert.InRange(receiver.LargestLead, 0, 32 * Megabyte);
    }

    private static void AssertJson(string expected, JsonNode actual) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), actual), $"Sent {actual}, expected {expected}");

    private static void AssertFile(string name, byte[] content, TelegramBotFile file)
    {
        Assert.Equal(name, file.Name);
        Assert.Equal(content, file.Content);
    }

    /// <summary>Takes one upload as a server would: as it comes, keeping nothing.</summary>
    private sealed class UploadReceiver
    {
        private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private long _received;

        public Task Started => _started.Task;

        public long Received => Interlocked.Read(ref _received);

        public long LargestLead { get; private set; }

        public long? ContentLength { get; private set; }

        public byte[] Hash { get; private set; } = [];

        /// <summary>How far the source is ahead: what client, sockets and server hold between them.</summary>
        public void NoteLead(long produced) => LargestLead = Math.Max(LargestLead, produced - Received);

        public async Task Receive(HttpContext context)
        {
            ContentLength = context.Request.ContentLength;
            var reader = new MultipartReader(TelegramBotCall.Boundary(context.Request)!, context.Request.Body);
            while (await reader.ReadNextSectionAsync() is { } section)
            {
                if (section.ContentDisposition!.Contains("filename", StringComparison.Ordinal))
                {
                    await ReceiveFile(section.Body);
                }
            }

            await TelegramBotServer.Ok(TelegramBotServer.SentMessage).Write(context.Response);
        }

        private async Task ReceiveFile(Stream file)
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var buffer = new byte[64 * 1024];
            while (await file.ReadAsync(buffer) is var count and > 0)
            {
                hash.AppendData(buffer, 0, count);
                Interlocked.Add(ref _received, count);
                _started.TrySetResult();
            }

            Hash = hash.GetHashAndReset();
        }
    }
}
