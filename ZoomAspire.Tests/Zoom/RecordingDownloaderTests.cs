using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using ZoomAspire.Core.Zoom;
using ZoomAspire.Tests.Infrastructure;

namespace ZoomAspire.Tests.Zoom;

public sealed class RecordingDownloaderTests : IAsyncLifetime
{
    private static readonly byte[] Media = [0, 0, 0, 24, .. "ftypM4A "u8, .. new byte[5000]];

    private readonly ManualTimeProvider _clock = new();
    private readonly List<(string Path, string? Bearer)> _requests = [];
    private WebApplication _server = null!;
    private ServiceProvider _services = null!;
    private Uri _address = null!;

    private RequestDelegate Answer { get; set; } = _ => Task.CompletedTask;

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _server = builder.Build();
        _server.Run(context =>
        {
            lock (_requests)
            {
                _requests.Add((context.Request.Path, context.Request.Headers.Authorization));
            }

            return Answer(context);
        });
        await _server.StartAsync();
        _address = new Uri(_server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        Assert.True(ZoomHostList.TryParse(_address.Authority, true, out var hosts));
        _services = new ServiceCollection().AddSingleton(hosts).AddSingleton<TimeProvider>(_clock).AddZoomClient().BuildServiceProvider();
    }

    public async Task DisposeAsync()
    {
        await _services.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task The_file_comes_as_it_is()
    {
        Answer = Send("application/octet-stream", Media);

        Assert.Equal(Media, await DownloadAsync(Media.Length));
    }

    [Theory]
    [InlineData("text/html; charset=utf-8")]
    [InlineData("application/json")]
    [InlineData("application/problem+json")]
    public async Task A_page_instead_of_the_file_asks_for_a_fresh_token_whatever_its_status(string type)
    {
        Answer = Send(type, Media);

        Assert.Equal(ZoomFailureKind.TokenRefused, await FailureAsync(null));
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(4999)]
    public async Task A_download_that_breaks_off_goes_on_where_it_was(int each)
    {
        Answer = BreakingOff(each, isPartGiven: true);

        Assert.Equal(Media, await DownloadAsync(Media.Length));

        Assert.InRange(_requests.Count, 2, 11);
        Assert.All(_requests, request => Assert.Equal("Bearer token", request.Bearer));
    }

    [Fact]
    public async Task Where_the_server_gives_out_no_parts_a_broken_download_fails()
    {
        Answer = BreakingOff(3000, isPartGiven: false);

        await Assert.ThrowsAsync<ZoomApiException>(() => DownloadAsync(Media.Length));
    }

    [Fact]
    public async Task A_part_of_another_file_is_not_taken_for_the_rest()
    {
        Answer = BreakingOff(3000, isPartGiven: true, total: Media.Length + 1);

        await Assert.ThrowsAsync<ZoomApiException>(() => DownloadAsync(Media.Length));
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    [InlineData("[::1]")]
    public async Task Outside_Development_nothing_connects_to_this_machine_whatever_the_list_says(string host)
    {
        using var listener = new System.Net.Sockets.TcpListener(host == "[::1]" ? IPAddress.IPv6Loopback : IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        Assert.True(ZoomHostList.TryParse($"{host}:{port}", false, out var hosts));
        await using var services = new ServiceCollection().AddSingleton(hosts).AddSingleton<TimeProvider>(_clock).AddZoomClient().BuildServiceProvider();

        var exception = await Assert.ThrowsAsync<ZoomApiException>(() => services.GetRequiredService<RecordingDownloader>().OpenAsync(
            new Uri($"https://{host}:{port}/file"), "token", null, default));

        Assert.Equal(ZoomFailureKind.ForeignHost, exception.Kind);
        Assert.False(listener.Pending());
    }

    [Theory]
    [InlineData("8.8.8.8", true)]
    [InlineData("2606:4700::1111", true)]
    [InlineData("10.1.2.3", false)]
    [InlineData("172.31.0.1", false)]
    [InlineData("192.168.1.1", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("100.100.100.200", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("::ffff:10.1.2.3", false)]
    [InlineData("::", false)]
    [InlineData("fd00::1", false)]
    [InlineData("fe80::1", false)]
    [InlineData("64:ff9b::a00:1", false)]
    [InlineData("2002:a00:1::1", false)]
    public void Only_addresses_of_the_public_network_are_public(string address, bool isPublic) =>
        Assert.Equal(isPublic, PublicAddresses.IsPublic(IPAddress.Parse(address)));

    [Fact]
    public async Task Bytes_that_are_no_media_are_refused_whatever_they_are_called()
    {
        Answer = Send("audio/mp4", [.. "<html>please sign in</html>"u8]);

        Assert.Equal(ZoomFailureKind.Damaged, await FailureAsync(null));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public async Task A_file_of_another_size_than_announced_is_refused(int difference)
    {
        Answer = Send("audio/mp4", Media);

        Assert.Equal(ZoomFailureKind.Damaged, await FailureAsync(Media.Length + difference));
    }

    [Fact]
    public async Task A_file_without_any_announced_size_that_breaks_off_is_refused()
    {
        Answer = async context =>
        {
            await context.Response.Body.WriteAsync(Media);
            context.Abort();
        };

        Assert.Contains(await FailureAsync(null), new[] { ZoomFailureKind.Damaged, ZoomFailureKind.Unavailable });
    }

    [Fact]
    public async Task A_body_that_falls_silent_is_given_up()
    {
        var silence = new TaskCompletionSource();
        Answer = async context =>
        {
            await context.Response.Body.WriteAsync(Media);
            await context.Response.Body.FlushAsync();
            await silence.Task;
        };
        await using var content = await OpenAsync(null);
        await content.ReadExactlyAsync(new byte[Media.Length]);
        var reading = content.CopyToAsync(Stream.Null);
        _clock.Advance(TimeSpan.FromSeconds(31));

        Assert.Equal(ZoomFailureKind.Unavailable, (await Assert.ThrowsAsync<ZoomApiException>(() => reading)).Kind);
        silence.SetResult();
    }

    [Fact]
    public async Task A_body_that_has_not_ended_within_an_hour_is_not_what_was_announced()
    {
        var more = new TaskCompletionSource();
        Answer = async context =>
        {
            await context.Response.Body.WriteAsync(Media);
            await context.Response.Body.FlushAsync();
            await more.Task;
        };
        await using var content = await OpenAsync(null);
        await content.ReadExactlyAsync(new byte[Media.Length]);
        _clock.Advance(TimeSpan.FromMinutes(59) + TimeSpan.FromSeconds(50));
        var reading = content.CopyToAsync(Stream.Null);
        _clock.Advance(TimeSpan.FromSeconds(11));

        Assert.Equal(ZoomFailureKind.Damaged, (await Assert.ThrowsAsync<ZoomApiException>(() => reading)).Kind);
        more.SetResult();
    }

    [Fact]
    public async Task The_bearer_stays_with_the_first_request_unless_a_hop_refuses_without_it()
    {
        Answer = context => context.Request.Path.Value switch
        {
            "/first" => Redirect(context, "/second"),
            "/second" => Redirect(context, "/third"),
            _ when context.Request.Headers.Authorization.Count == 0 => Refuse(context),
            _ => Send("audio/mp4", Media)(context),
        };

        await DownloadAsync(Media.Length);

        Assert.Equal(
            [("/first", "Bearer token"), ("/second", null), ("/third", null), ("/third", "Bearer token")],
            _requests);
    }

    [Fact]
    public async Task A_redirect_to_another_host_gets_no_request()
    {
        Answer = context => Redirect(context, "https://notzoom.us/rec");

        Assert.Equal(ZoomFailureKind.ForeignHost, await FailureAsync(null));
    }

    private static RequestDelegate Send(string type, byte[] body) => context =>
    {
        context.Response.ContentType = type;
        context.Response.ContentLength = body.Length;
        return context.Response.Body.WriteAsync(body).AsTask();
    };

    private static Task Redirect(HttpContext context, string target)
    {
        context.Response.Redirect(target);
        return Task.CompletedTask;
    }

    private static Task Refuse(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        return Task.CompletedTask;
    }

    private Task<RecordingStream> OpenAsync(long? size) =>
        _services.GetRequiredService<RecordingDownloader>().OpenAsync(new Uri(_address, "/first"), "token", size, CancellationToken.None);

    private async Task<byte[]> DownloadAsync(long? size)
    {
        await using var content = await OpenAsync(size);
        using var copy = new MemoryStream();
        await content.CopyToAsync(copy);
        return copy.ToArray();
    }

    private async Task<ZoomFailureKind> FailureAsync(long? size) =>
        (await Assert.ThrowsAsync<ZoomApiException>(() => DownloadAsync(size))).Kind;

    /// <summary>Sends no more than so many bytes at once and breaks off; or all of it, where nothing was sent before.</summary>
    private static RequestDelegate BreakingOff(int each, bool isPartGiven, int? total = null) => async context =>
    {
        var range = context.Request.GetTypedHeaders().Range?.Ranges.Single().From;
        var from = isPartGiven ? (int)(range ?? 0) : 0;
        if (from > 0)
        {
            context.Response.StatusCode = StatusCodes.Status206PartialContent;
            context.Response.Headers.ContentRange = $"bytes {from}-{Media.Length - 1}/{total ?? Media.Length}";
        }

        context.Response.ContentType = "audio/mp4";
        context.Response.ContentLength = Media.Length - from;
        var until = Math.Min(Media.Length, from + each);
        await context.Response.Body.WriteAsync(Media.AsMemory(from, until - from));
        // Fewer bytes than announced: the server closes the connection.
    };
}
