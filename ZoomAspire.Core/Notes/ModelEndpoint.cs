using System.ClientModel;
using System.ClientModel.Primitives;
using System.Net.Http.Headers;
using Microsoft.Extensions.Options;
using OpenAI;
using OpenAI.Chat;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace ZoomAspire.Core.Notes;

/// <summary>
/// The endpoint of the language model: the <c>OpenAI</c> package for what goes over the wire, our own bounds on time, size, repetitions and
/// requests at once. A singleton: it remembers what the endpoint understands, and all meetings share its places. Logs nothing.
/// </summary>
internal sealed class ModelEndpoint : IDisposable
{
    /// <summary>Name of its HTTP client.</summary>
    public const string HttpClientName = "notes-model";

    // The package wants one; where there is none, ModelHttpHandler takes it off again.
    private const string NoKey = "none";

    // No language has tokens as long as that on average, in texts of that length.
    private const int MaxCharactersOfToken = 6;
    private const int MinCounted = 6_000;

    private readonly IHttpClientFactory _clients;
    private readonly NotesModelOptions _options;
    private readonly NotesModelLimits _limits;
    private readonly NotesModelMetrics _metrics;
    private readonly ResiliencePipeline<ClientResult<ChatCompletion>> _pipeline;
    private readonly SemaphoreSlim _places;
    private AnswerForm _form = AnswerForm.Preferred;

    public ModelEndpoint(
        IHttpClientFactory clients, IOptions<NotesModelOptions> options, NotesModelLimits limits, NotesModelMetrics metrics, TimeProvider time)
    {
        (_clients, _options, _limits, _metrics) = (clients, options.Value, limits, metrics);
        _places = new SemaphoreSlim(limits.Concurrency);
        _pipeline = new ResiliencePipelineBuilder<ClientResult<ChatCompletion>> { TimeProvider = time }
            .AddRetry(NewRetry(limits, time))
            .AddTimeout(limits.Try)
            .Build();
    }

    /// <summary>Asks, and reads the answer.</summary>
    /// <typeparam name="T">What the answer must be.</typeparam>
    /// <param name="prompt">The question.</param>
    /// <param name="budget">Of the meeting.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="NotesModelException">There is no such answer.</exception>
    public async Task<T> AskAsync<T>(ModelPrompt prompt, ModelBudget budget, CancellationToken cancellationToken)
        where T : class
    {
        await _places.WaitAsync(cancellationToken);
        try
        {
            return ModelAnswers.Read<T>(await AnswerAsync<T>(prompt, budget, cancellationToken));
        }
        catch (TimeoutRejectedException)
        {
            throw new NotesModelException(NotesModelOutcome.Timeout, "The model did not answer in time.");
        }
        catch (ClientResultException exception) when (exception.Status != 0)
        {
            // Without its cause, whose message quotes the endpoint's, which may quote the transcript.
            throw new NotesModelException(NotesModelOutcome.Status, $"The model's endpoint answered with status {exception.Status}.");
        }
        finally
        {
            _places.Release();
        }
    }

    public void Dispose() => _places.Dispose();

    private static RetryStrategyOptions<ClientResult<ChatCompletion>> NewRetry(NotesModelLimits limits, TimeProvider time) => new()
    {
        MaxRetryAttempts = limits.Retries,
        Delay = limits.RetryDelay,
        BackoffType = DelayBackoffType.Exponential,
        UseJitter = true,
        ShouldHandle = arguments => ValueTask.FromResult(
            arguments.Outcome.Exception is ClientResultException { Status: 429 or >= 500 } exception && !(AskedWait(exception, time) > limits.Patience)),
        DelayGenerator = arguments => ValueTask.FromResult(AskedWait((ClientResultException)arguments.Outcome.Exception!, time)),
    };

    private static TimeSpan? AskedWait(ClientResultException exception, TimeProvider time) =>
        exception.GetRawResponse() is { } response && response.Headers.TryGetValue("Retry-After", out var text) &&
        RetryConditionHeaderValue.TryParse(text, out var after)
            ? after.Delta ?? Later(after.Date - time.GetUtcNow())
            : null;

    private static TimeSpan? Later(TimeSpan? wait) => wait < TimeSpan.Zero ? TimeSpan.Zero : wait;

    // In the best form that the endpoint is known to understand; what it refuses is asked for once more in a plainer one.
    private async Task<string> AnswerAsync<T>(ModelPrompt prompt, ModelBudget budget, CancellationToken cancellationToken)
    {
        var client = NewClient();
        var form = Volatile.Read(ref _form);
        while (true)
        {
            try
            {
                var (messages, options) = (prompt.Messages<T>(form), form.Options<T>(_limits.MaxOutputTokens));
                var result = await _pipeline.ExecuteAsync(async token => await SendAsync(client, messages, options, budget, token), cancellationToken);
                Volatile.Write(ref _form, form);
                return IsWhole(result.Value.Usage, prompt.Length)
                    ? Text(result.Value)
                    : throw new NotesModelException(NotesModelOutcome.Invalid, "The endpoint has cut off what it was sent: the model's context is too short.");
            }
            catch (ClientResultException exception) when (exception.Status is 400 or 422 && form.Plainer(exception.Message) is { } plainer)
            {
                form = plainer;
            }
        }
    }

    private async ValueTask<ClientResult<ChatCompletion>> SendAsync(
        ChatClient client, ChatMessage[] messages, ChatCompletionOptions options, ModelBudget budget, CancellationToken cancellationToken)
    {
        budget.Take();
        _metrics.Requested();
        var result = await client.CompleteChatAsync(messages, options, cancellationToken);
        if (result.Value.Usage is { } usage)
        {
            _metrics.Used(usage.InputTokenCount, usage.OutputTokenCount);
        }

        return result;
    }

    private ChatClient NewClient() => new(
        _options.Model,
        new ApiKeyCredential(_options.Key.Length > 0 ? _options.Key : NoKey),
        new OpenAIClientOptions
        {
            Endpoint = _options.Endpoint,
            Transport = new HttpClientPipelineTransport(_clients.CreateClient(HttpClientName)),
            RetryPolicy = new ClientRetryPolicy(maxRetries: 0),
            NetworkTimeout = Timeout.InfiniteTimeSpan,
            ClientLoggingOptions = new ClientLoggingOptions { EnableLogging = false },
            EnableDistributedTracing = false,
        });

    // Some endpoints, Ollama first, leave out what does not fit and say so only by what they count.
    private static bool IsWhole(ChatTokenUsage? usage, int sent) =>
        usage is not { InputTokenCount: > 0 and var read } || sent < MinCounted || read >= sent / MaxCharactersOfToken;

    private static string Text(ChatCompletion completion) =>
        completion is { FinishReason: ChatFinishReason.Stop, Refusal: null or "", Content: [{ Text.Length: > 0 } part, ..] }
            ? part.Text
            : throw new NotesModelException(NotesModelOutcome.Invalid, $"The model gave no whole answer ({completion.FinishReason}).");
}
