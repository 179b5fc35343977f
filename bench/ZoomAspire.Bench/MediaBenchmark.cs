using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using Amazon.S3;
using Amazon.S3.Model;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;
using Telegram.Bot;
using Telegram.Bot.Types;
using ZoomAspire.Core.Media;
using ZoomAspire.Core.Telegram;
using ZoomAspire.Core.Zoom;

namespace ZoomAspire.Bench;

/// <summary>
/// Files from Zoom's socket through the media store into Telegram's, with the product's own downloader, store and client; against the
/// least that could do it: the same parts to the same store, hashed, and out again.
/// </summary>
internal sealed class MediaBenchmark(string name, string unit, IReadOnlyList<int> megabytes, int files, int atOnce) : IBenchmark
{
    private const long Mebibyte = 1024 * 1024;
    private const int PartSize = Core.Media.MultipartUpload.PartSize;
    private const double PromisedMemory = 200;
    private const string SizeVariable = "BENCH_MEDIA_MB";

    public string Name => name;

    public int Repetitions => 2;

    /// <summary>One large file, of each of several sizes: megabytes a second, and memory.</summary>
    public static MediaBenchmark Big() => new("big", "MB/s", [45, 200, LargeMegabytes()], 1, 1);

    /// <summary>Small files, as many at once as a worker has jobs: files a second.</summary>
    public static MediaBenchmark Small() => new("small", "files/s", [2], 200, 8);

    public async Task<IReadOnlyList<Figure>> MeasureAsync(CancellationToken cancellationToken)
    {
        await using var server = await StartServerAsync(cancellationToken);
        var address = new Uri(server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        var options = BenchStore.Options();
        using var store = new MediaStore(Options.Create(options));
        await store.EnsureBucketAsync(cancellationToken);
        using var client = BenchStore.NewClient(options);
        var figures = new List<Figure>();
        foreach (var size in megabytes)
        {
            // Below the limit of so many.
            var bytes = (size - 1) * Mebibyte;
            var what = string.Create(CultureInfo.InvariantCulture, $"{size:N0} MB, ");
            ChildProcess.ForgetOwnPeakMemory();
            var value = await TimeAsync(bytes, index => ThroughProductAsync(address, store, index, bytes, cancellationToken));
            var memory = ChildProcess.OwnPeakMemory();
            var limit = await TimeAsync(bytes, index => ThroughLeastAsync(address, client, options.Bucket, index, bytes, cancellationToken));
            figures.Add(new Figure(
                $"{(files > 1 ? "" : what)}Zoom → store → Telegram", unit, value, "socket → the same multipart → socket, hashed", limit));
            if (files == 1)
            {
                figures.Add(new Figure($"{what}peak memory of the process", "MB", memory, "what is promised", PromisedMemory));
            }
        }

        return figures;
    }

    private static int LargeMegabytes() =>
        int.Parse(Environment.GetEnvironmentVariable(SizeVariable) ?? "2000", CultureInfo.InvariantCulture);

    private async Task<double> TimeAsync(long size, Func<int, Task> pass)
    {
        var watch = Stopwatch.StartNew();
        await Parallel.ForAsync(0, files, new ParallelOptions { MaxDegreeOfParallelism = atOnce }, async (index, _) => await pass(index));
        return (files > 1 ? files : size / 1e6) / watch.Elapsed.TotalSeconds;
    }

    private static async Task ThroughProductAsync(
        Uri server, MediaStore store, int index, long size, CancellationToken cancellationToken)
    {
        if (!ZoomHostList.TryParse(server.Authority, true, out var hosts))
        {
            throw new InvalidOperationException("The server's address is not one.");
        }

        await using var services = new ServiceCollection()
            .AddSingleton(hosts).AddSingleton(TimeProvider.System).AddZoomClient().BuildServiceProvider();
        var key = string.Create(CultureInfo.InvariantCulture, $"recordings/product-{index}");
        StoredMedia stored;
        await using (var content = new MeasuredStream(
            await services.GetRequiredService<RecordingDownloader>().OpenAsync(FileOf(server, size), "token", size, cancellationToken)))
        {
            stored = await store.SaveAsync(key, content, "audio/mp4", cancellationToken);
        }

        var bot = new TelegramClient(
            new TelegramOptions { BotToken = "1:bench", ApiBaseUrl = server }, TimeProvider.System, limiter: null);
        await using (var content = await store.OpenVerifiedAsync(key, stored, cancellationToken))
        {
            await bot.SendAudio(1, InputFile.FromStream(content, "recording.m4a"), cancellationToken: cancellationToken);
        }

        await store.DeleteAsync(key, cancellationToken);
    }

    private static async Task ThroughLeastAsync(
        Uri server, AmazonS3Client store, string bucket, int index, long size, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        var key = string.Create(CultureInfo.InvariantCulture, $"recordings/least-{index}");
        using (var response = await http.GetAsync(FileOf(server, size), HttpCompletionOption.ResponseHeadersRead, cancellationToken))
        {
            await using var content = await response.Content.ReadAsStreamAsync(cancellationToken);
            await UploadAsync(content, store, bucket, key, cancellationToken);
        }

        using (var stored = await store.GetObjectAsync(bucket, key, cancellationToken))
        using (var hashing = new CryptoStream(stored.ResponseStream, SHA256.Create(), CryptoStreamMode.Read))
        using (var body = new StreamContent(hashing, 128 * 1024))
        {
            using var answer = await http.PostAsync(new Uri(server, "/bot1:bench/sendAudio"), body, cancellationToken);
            answer.EnsureSuccessStatusCode();
        }

        await store.DeleteObjectAsync(bucket, key, cancellationToken);
    }

    private static async Task UploadAsync(
        Stream content, AmazonS3Client store, string bucket, string key, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[][] buffers = [new byte[PartSize], new byte[PartSize]];
        var upload = await store.InitiateMultipartUploadAsync(bucket, key, cancellationToken);
        var (etags, sending) = (new List<PartETag>(), Task.FromResult<PartETag?>(null));
        for (var number = 1; ; number++)
        {
            var buffer = buffers[number % 2];
            var length = await content.ReadAtLeastAsync(buffer, PartSize, false, cancellationToken);
            hash.AppendData(buffer, 0, length);
            if (await sending is { } sent)
            {
                etags.Add(sent);
            }

            if (length == 0)
            {
                break;
            }

            sending = SendAsync(new UploadPartRequest
            {
                BucketName = bucket,
                Key = key,
                UploadId = upload.UploadId,
                PartNumber = number,
                PartSize = length,
                InputStream = new MemoryStream(buffer, 0, length, writable: false),
            });
        }

        await store.CompleteMultipartUploadAsync(
            new CompleteMultipartUploadRequest { BucketName = bucket, Key = key, UploadId = upload.UploadId, PartETags = etags }, cancellationToken);

        async Task<PartETag?> SendAsync(UploadPartRequest request) =>
            new PartETag(request.PartNumber!.Value, (await store.UploadPartAsync(request, cancellationToken)).ETag);
    }

    private static Uri FileOf(Uri server, long size) => new(server, string.Create(CultureInfo.InvariantCulture, $"{size}"));

    /// <summary>What stands for Zoom and for Telegram: gives a file as large as its name says, and reads one.</summary>
    private static async Task<WebApplication> StartServerAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0);
            kestrel.Limits.MaxRequestBodySize = null;
        });
        var server = builder.Build();
        server.Run(context => HttpMethods.IsGet(context.Request.Method) ? GiveAsync(context) : TakeAsync(context));
        await server.StartAsync(cancellationToken);
        return server;
    }

    private static async Task GiveAsync(HttpContext context)
    {
        var size = long.Parse(context.Request.Path.Value.AsSpan(1), CultureInfo.InvariantCulture);
        var block = new byte[256 * 1024];
        "ftyp"u8.CopyTo(block.AsSpan(4));
        context.Response.ContentType = "audio/mp4";
        context.Response.ContentLength = size;
        for (var left = size; left > 0; left -= block.Length)
        {
            await context.Response.Body.WriteAsync(block.AsMemory(0, (int)Math.Min(left, block.Length)), context.RequestAborted);
        }
    }

    private static async Task TakeAsync(HttpContext context)
    {
        await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(
            """{"ok":true,"result":{"message_id":1,"date":1,"chat":{"id":1,"type":"private"}}}""", context.RequestAborted);
    }
}
