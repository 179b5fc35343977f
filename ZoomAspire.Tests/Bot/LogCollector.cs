using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace ZoomAspire.Tests.Bot;

/// <summary>Keeps everything that a service logs, exceptions and scopes included.</summary>
internal sealed class LogCollector : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<(LogLevel Level, string Text)> _entries = new();

    public int Count(LogLevel level, string text) =>
        _entries.Count(entry => entry.Level == level && entry.Text.Contains(text, StringComparison.Ordinal));

    public bool Contains(string text) => _entries.Any(entry => entry.Text.Contains(text, StringComparison.Ordinal));

    /// <summary>Everything, whatever its level.</summary>
    public string All => string.Join('\n', _entries.Select(entry => entry.Text));

    public override string ToString() =>
        string.Join('\n', _entries.Where(entry => entry.Level >= LogLevel.Warning).Select(entry => $"{entry.Level}: {entry.Text}"));

    public ILogger CreateLogger(string categoryName) => this;

    public bool IsEnabled(LogLevel logLevel) => true;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull
    {
        _entries.Enqueue((LogLevel.Trace, state.ToString() ?? ""));
        return null;
    }

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _entries.Enqueue((logLevel, $"{formatter(state, exception)} {exception}"));

    public void Dispose()
    {
    }
}
