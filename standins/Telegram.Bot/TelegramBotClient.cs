using System.Net;
using System.Net.Http.Json;

namespace Telegram.Bot;

/// <summary>Calls the Bot API over HTTP.</summary>
public class TelegramBotClient : ITelegramBotClient
{
    private const int TooManyRequests = 429;

    private readonly TelegramBotClientOptions _options;
    private readonly HttpClient _httpClient;

    /// <param name="options">Which bot, on which server.</param>
    /// <param name="httpClient">A client of the caller's; its timeout must exceed that of getUpdates.</param>
    /// <param name="cancellationToken">Ends all calls.</param>
    public TelegramBotClient(
        TelegramBotClientOptions options, HttpClient? httpClient = default, CancellationToken cancellationToken = default)
    {
        _options = options ?? throw new ArgumentNullException(nameof(options));
        _httpClient = httpClient ?? new HttpClient(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(3) });
        GlobalCancelToken = cancellationToken;
    }

    public TelegramBotClient(string token, HttpClient? httpClient = null, CancellationToken cancellationToken = default)
        : this(new TelegramBotClientOptions(token), httpClient, cancellationToken)
    {
    }

    public long BotId => _options.BotId;

    public bool LocalBotServer => _options.LocalBotServer;

    public TimeSpan Timeout
    {
        get => _httpClient.Timeout;
        set => _httpClient.Timeout = value;
    }

    public CancellationToken GlobalCancelToken { get; }

    /// <summary>Makes the call. Its streams are read once and disposed, whatever the outcome.</summary>
    /// <exception cref="ApiRequestException">The Bot API refused the call.</exception>
    /// <exception cref="RequestException">The call brought no usable answer.</exception>
    /// <exception cref="OperationCanceledException">The caller ended it.</exception>
    public virtual async Task<TResponse> SendRequest<TResponse>(
        IRequest<TResponse> request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(GlobalCancelToken, cancellationToken);
        using var content = request.ToHttpContent();
        for (var attempt = 1; ; attempt++)
        {
            using var response = await Send(request, content, cancellation.Token);
            if (response.StatusCode == HttpStatusCode.OK)
            {
                return await ReadResult<TResponse>(response, cancellation.Token);
            }

            var failure = await ReadFailure(response, cancellation.Token);
            if (WaitBeforeRetry(failure, attempt) is not { } wait)
            {
                throw new ApiRequestException(failure.Description!, failure.ErrorCode, failure.Parameters);
            }

            await Task.Delay(wait, cancellation.Token);
        }
    }

    private async Task<HttpResponseMessage> Send(IRequest request, HttpContent? content, CancellationToken cancellationToken)
    {
        // Disposing the message would dispose the content, which a retry sends again.
        var url = $"{_options.BaseRequestUrl}/{request.MethodName}";
        var message = new HttpRequestMessage(request.HttpMethod, url) { Content = content };
        try
        {
            if (content is not null && MayRetry && content.Headers.ContentLength is null)
            {
                // A stream of unknown length cannot be rewound either: repeating the call takes a copy.
                await content.LoadIntoBufferAsync(cancellationToken);
            }

            return await _httpClient.SendAsync(message, cancellationToken);
        }
        catch (TaskCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new RequestException("The Bot API did not answer in time.", exception);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new RequestException("The call of the Bot API failed.", exception);
        }
    }

    private bool MayRetry => _options is { RetryThreshold: > 0, RetryCount: > 1 };

    private TimeSpan? WaitBeforeRetry(ApiResponse failure, int attempt) =>
        failure is { ErrorCode: TooManyRequests, Parameters.RetryAfter: { } seconds }
        && MayRetry && attempt < _options.RetryCount && seconds <= _options.RetryThreshold
            ? TimeSpan.FromSeconds(seconds)
            : null;

    private static async Task<TResponse> ReadResult<TResponse>(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var answer = await Read<ApiResponse<TResponse>>(response, cancellationToken);
        return answer is { Ok: true, Result: { } result } ? result : throw Incomplete(response);
    }

    private static async Task<ApiResponse> ReadFailure(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var answer = await Read<ApiResponse>(response, cancellationToken);
        return answer is { ErrorCode: not 0, Description: not null } ? answer : throw Incomplete(response);
    }

    private static async Task<T?> Read<T>(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            return await response.Content.ReadFromJsonAsync<T>(JsonBotAPI.Options, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            throw new RequestException("The answer is not JSON of the Bot API.", response.StatusCode, exception);
        }
    }

    private static RequestException Incomplete(HttpResponseMessage response) =>
        new("The answer lacks what every answer of the Bot API has.", response.StatusCode);
}
