using System.Collections.Frozen;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ZoomAspire.Core.Zoom;

/// <summary>Finds the handler of an event by the event's name.</summary>
public sealed class WebhookEventHandlers
{
    private readonly FrozenSet<string> _names;

    internal WebhookEventHandlers(IEnumerable<HandledWebhookEvent> events) =>
        _names = events.Select(handled => handled.Name).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Whether an event of this name is used. The names are few and fixed: such a name may label a metric.</summary>
    /// <param name="eventName">The event's name, as it came.</param>
    public bool IsKnown(string eventName) => _names.Contains(eventName);

    /// <summary>The handler of an event.</summary>
    /// <param name="eventName">The event's name, as it came.</param>
    /// <param name="services">The request's services.</param>
    /// <returns>Null where no such event is used.</returns>
    public IWebhookEventHandler? Find(string eventName, IServiceProvider services) =>
        IsKnown(eventName) ? services.GetRequiredKeyedService<IWebhookEventHandler>(eventName) : null;
}

/// <summary>Registers handlers of webhook events.</summary>
public static class WebhookEventHandlerExtensions
{
    /// <summary>Registers the handler of one or more kinds of event.</summary>
    /// <typeparam name="THandler">The handler.</typeparam>
    /// <param name="services">Where it is registered.</param>
    /// <param name="eventNames">Zoom's names of the events (<c>recording.completed</c>).</param>
    public static IServiceCollection AddWebhookEventHandler<THandler>(this IServiceCollection services, params string[] eventNames)
        where THandler : class, IWebhookEventHandler
    {
        ArgumentNullException.ThrowIfNull(eventNames);
        services.TryAddSingleton(provider => new WebhookEventHandlers(provider.GetServices<HandledWebhookEvent>()));
        services.TryAddScoped<THandler>();
        foreach (var name in eventNames)
        {
            services.AddKeyedScoped<IWebhookEventHandler>(name, (provider, _) => provider.GetRequiredService<THandler>());
            services.AddSingleton(new HandledWebhookEvent(name));
        }

        return services;
    }
}

/// <summary>A kind of event that has a handler.</summary>
/// <param name="Name">Zoom's name of it.</param>
internal sealed record HandledWebhookEvent(string Name);
