using System.Diagnostics;
using System.Net;
using Telegram.Bot;
using Telegram.Bot.Exceptions;
using Telegram.Bot.Requests;
using Telegram.Bot.Requests.Abstractions;

namespace ZoomAspire.Core.Telegram;

/// <summary>
/// The Bot API client with limits in time and size, and with spans that name the method only: the token is part of every
/// request's path, so nothing that records addresses may see these requests.
/// </summary>
internal sealed class TelegramClient : TelegramBotClient
{
    // Long polling takes up to 50 s (the server's own bound for getUpdates), everything else without a file far less.
    private static readonly TimeSpan CallLimit = TimeSpan.FromSeconds(75);

    // Only a last resort: whoever uploads bounds the call by what is left of its lease.
    private static readonly TimeSpan UploadLimit = TimeSpan.FromMinutes(30);

    private static readonly ActivitySource Source = new("ZoomAspire");

    private readonly TelegramOptions _options;
    private readonly TimeProvider _time;
    private readonly TelegramLimiter? _limiter;

    public TelegramClient(TelegramOptions options, TimeProvider time, TelegramLimiter? limiter)
        : base(new TelegramBotClientOptions(options.BotToken, options.ApiBaseUrl.AbsoluteUri) { RetryCount = 0 }, NewHttpClient())
    {
        _options = options;
        _time = time;
        _limiter = limiter;
    }

    public override async Task<TResponse> SendRequest<TResponse>(
        IRequest<TResponse> request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        using var activity = Source.StartActivity($"telegram {request.MethodName}", ActivityKind.Client);
        activity?.SetTag("server.address", _options.ApiBaseUrl.Host);
        activity?.SetTag("telegram.method", request.MethodName);
        try
        {
            return await SendInTurnAsync(request, cancellationToken);
        }
        catch (RequestException exception)
        {
            activity?.SetStatus(ActivityStatusCode.Error);
            activity?.SetTag("error.type", TelegramFailures.Classify(exception).Kind.ToString());
            throw;
        }
    }

    private async Task<TResponse> SendInTurnAsync<TResponse>(IRequest<TResponse> request, CancellationToken cancellationToken)
    {
        if (_limiter is null)
        {
            return await SendWithinLimitAsync(request, cancellationToken);
        }

        await using var turn = await _limiter.WaitAsync(request, cancellationToken);
        try
        {
            return await SendWithinLimitAsync(request, cancellationToken);
        }
        catch (RequestException exception)
        {
            await _limiter.NoteAsync(request, exception);
            throw;
        }
    }

    private async Task<TResponse> SendWithinLimitAsync<TResponse>(IRequest<TResponse> request, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(request is FileRequestBase<TResponse> ? UploadLimit : CallLimit, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            return await base.SendRequest(request, either.Token);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new RequestException("The Bot API did not answer in time.", exception);
        }
    }

    private static HttpClient NewHttpClient()
    {
        var handler = new SocketsHttpHandler
        {
            // Without a propagator the handler makes no activities and raises no diagnostic events, which would carry the path.
            ActivityHeadersPropagator = null,
            // A redirect would repeat the path, and with it the token, elsewhere.
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = TimeSpan.FromSeconds(15),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        };
        return new HttpClient(handler)
        {
            Timeout = System.Threading.Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = 16 * 1024 * 1024,
        };
    }
}
