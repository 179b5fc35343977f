using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ZoomAspire.Core.Data;

namespace ZoomAspire.Core.Audit;

/// <summary>
/// Writes down what strangers try: refused states, and wrong signatures that come in numbers. What strangers can cause without
/// limit is bounded here, and a line that cannot be written fails nobody's request. A singleton, counting for its process.
/// </summary>
/// <param name="scopes">For contexts of its own: there is no transaction to join.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Told of lines that were not written.</param>
public sealed partial class RefusalAudit(IServiceScopeFactory scopes, TimeProvider time, ILogger<RefusalAudit> logger) : IDisposable
{
    /// <summary>So many wrong signatures within <see cref="Window"/> are a burst.</summary>
    internal const int BurstSize = 10;

    /// <summary>Refused states that are written one by one within <see cref="StateWindow"/>; of more only the number is.</summary>
    internal const int MaxStates = 10;

    /// <summary>Over which time wrong signatures are counted.</summary>
    internal static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    /// <summary>Over which time refused states are counted: from the first one.</summary>
    internal static readonly TimeSpan StateWindow = TimeSpan.FromHours(1);

    /// <summary>A burst that goes on is written again after this time.</summary>
    internal static readonly TimeSpan Silence = TimeSpan.FromMinutes(10);

    private readonly Lock _gate = new();
    private readonly Queue<DateTimeOffset> _signatures = new();
    private DateTimeOffset? _burstWrittenAt;
    private ITimer? _statesEnd;
    private int _states;

    /// <summary>A webhook's signature was missing, wrong or too old: the tenth within a minute is written, then none for ten minutes.</summary>
    /// <param name="from">Whose request it was.</param>
    /// <param name="cancellationToken">Gives up; nothing is written then.</param>
    public async Task SignatureRefusedAsync(IPAddress? from, CancellationToken cancellationToken)
    {
        if (IsBurst())
        {
            await WriteAsync(
                new AuditLine(AuditActions.SignaturesRefused, AuditActors.Stranger)
                {
                    From = Network(from),
                    Detail = $"{BurstSize} or more within {Window.TotalSeconds:0} s",
                },
                cancellationToken);
        }
    }

    /// <summary>A callback's state was refused.</summary>
    /// <param name="reason"><c>forged</c>, <c>expired</c> or <c>used</c>.</param>
    /// <param name="from">Whose request it was.</param>
    /// <param name="cancellationToken">Gives up; nothing is written then.</param>
    public async Task StateRefusedAsync(string reason, IPAddress? from, CancellationToken cancellationToken)
    {
        var count = CountState();
        if (count <= MaxStates)
        {
            await WriteAsync(
                new AuditLine(AuditActions.StateRefused, AuditActors.Stranger)
                {
                    From = Network(from),
                    Detail = count == MaxStates ? $"{reason}; further ones are only counted, until an hour after the first" : reason,
                },
                cancellationToken);
        }
    }

    /// <summary>Stops counting. What was counted by then is not written: the lines say that more may have come.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _statesEnd?.Dispose();
        }
    }

    /// <summary>The network of an address: enough to act on, too little to be a person.</summary>
    internal static string? Network(IPAddress? address)
    {
        var plain = address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;
        if (plain?.AddressFamily is not (AddressFamily.InterNetwork or AddressFamily.InterNetworkV6))
        {
            return null;
        }

        var bytes = plain.GetAddressBytes();
        var kept = bytes.Length == 4 ? 3 : 6;
        Array.Clear(bytes, kept, bytes.Length - kept);
        return $"{new IPAddress(bytes)}/{kept * 8}";
    }

    private bool IsBurst()
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            var count = Count(_signatures, now, BurstSize);
            if (count < BurstSize || now - _burstWrittenAt < Silence)
            {
                return false;
            }

            _burstWrittenAt = now;
            return true;
        }
    }

    private int CountState()
    {
        lock (_gate)
        {
            _statesEnd ??= time.CreateTimer(
                static state => _ = ((RefusalAudit)state!).EndStatesAsync(), this, StateWindow, Timeout.InfiniteTimeSpan);
            return ++_states;
        }
    }

    private async Task EndStatesAsync()
    {
        int unwritten;
        lock (_gate)
        {
            _statesEnd?.Dispose();
            (_statesEnd, unwritten, _states) = (null, _states - MaxStates, 0);
        }

        if (unwritten > 0)
        {
            await WriteAsync(
                new AuditLine(AuditActions.StateRefused, AuditActors.Stranger) { Detail = $"{unwritten} more within an hour" },
                CancellationToken.None);
        }
    }

    private static int Count(Queue<DateTimeOffset> times, DateTimeOffset now, int limit)
    {
        while (times.TryPeek(out var oldest) && now - oldest >= Window)
        {
            times.Dequeue();
        }

        if (times.Count < limit)
        {
            times.Enqueue(now);
        }

        return times.Count;
    }

    private async Task WriteAsync(AuditLine line, CancellationToken cancellationToken)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var context = scope.ServiceProvider.GetRequiredService<ZoomAspireContext>();
            scope.ServiceProvider.GetRequiredService<AuditLog>().Add(context, line);
            await context.SaveChangesAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is OperationCanceledException || DatabaseErrors.IsFailure(exception))
        {
            LogNotWritten(line.Action, exception.GetType().Name);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The audit line {Action} could not be written ({Reason})")]
    private partial void LogNotWritten(string action, string reason);
}
