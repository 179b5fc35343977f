using Microsoft.Extensions.Logging;

namespace ZoomAspire.ServiceDefaults.Telemetry;

/// <summary>
/// Stands before all providers of logs, whoever adds them, and takes secrets out of messages, their values, exceptions and scopes.
/// </summary>
/// <param name="inner">Hands on to the providers.</param>
/// <param name="redactor">Knows the secrets.</param>
internal sealed class RedactingLoggerFactory(ILoggerFactory inner, SecretRedactor redactor) : ILoggerFactory
{
    public ILogger CreateLogger(string categoryName) => new RedactingLogger(inner.CreateLogger(categoryName), redactor);

    public void AddProvider(ILoggerProvider provider) => inner.AddProvider(provider);

    public void Dispose() => inner.Dispose();

    private sealed class RedactingLogger(ILogger inner, SecretRedactor redactor) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => Finds(state, state.ToString())
            ? inner.BeginScope(Values.Of(state, state.ToString() ?? "", redactor))
            : inner.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => inner.IsEnabled(logLevel);

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!inner.IsEnabled(logLevel))
            {
                return;
            }

            var text = formatter(state, exception);
            var failure = exception?.ToString();
            if (!Finds(state, text) && !redactor.Finds(failure))
            {
                inner.Log(logLevel, eventId, state, exception, formatter);
                return;
            }

            var safe = redactor.Finds(failure) ? new RedactedException(exception!.GetType().Name, redactor.Redact(failure)) : exception;
            inner.Log(logLevel, eventId, Values.Of(state, text, redactor), safe, (values, _) => values.ToString());
        }

        // Values may be more than the text shows.
        private bool Finds<TState>(TState state, string? text) =>
            redactor.Finds(text) ||
            (state is IEnumerable<KeyValuePair<string, object?>> values && values.Any(value => redactor.Finds(value.Value?.ToString())));
    }

    /// <summary>What a message or a scope says, without secrets.</summary>
    private sealed class Values(string text, IReadOnlyList<KeyValuePair<string, object?>> values) : List<KeyValuePair<string, object?>>(values)
    {
        public static Values Of<TState>(TState state, string text, SecretRedactor redactor) => new(
            redactor.Redact(text),
            state is IEnumerable<KeyValuePair<string, object?>> values
                ? [.. values.Select(value => new KeyValuePair<string, object?>(
                    value.Key, redactor.Finds(value.Value?.ToString()) ? redactor.Redact(value.Value.ToString()!) : value.Value))]
                : []);

        public override string ToString() => text;
    }

    /// <summary>What is left of an exception that would have told a secret.</summary>
    private sealed class RedactedException(string type, string text) : Exception($"{type}, of which a secret was taken out")
    {
        public override string ToString() => text;
    }
}
