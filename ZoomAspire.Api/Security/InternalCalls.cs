using Microsoft.Extensions.Options;
using ZoomAspire.Core.Configuration;

namespace ZoomAspire.Api.Security;

/// <summary>
/// Keeps calls off the public ingress that are not for everybody: on another port than <c>INTERNAL_PORT</c> they do not exist. The port is that of
/// the connection; what a client writes into its headers counts for nothing.
/// </summary>
internal static class InternalCalls
{
    public static void AddInternalCalls(this IServiceCollection services) => services.AddSettings<InternalCallsOptions>();

    /// <summary>Has an endpoint answer internally only.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="mayBePublic">Whether <c>PUBLIC_INTEGRATIONS</c> opens it to the outside.</param>
    public static TBuilder AnswerInternally<TBuilder>(this TBuilder endpoint, bool mayBePublic)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new InternalCall(mayBePublic));

    /// <summary>Answers 404 to internal calls that come in from outside.</summary>
    public static void UseInternalCalls(this WebApplication app)
    {
        var options = app.Services.GetRequiredService<IOptions<InternalCallsOptions>>();
        var isDevelopment = app.Environment.IsDevelopment();
        app.Use((context, next) =>
        {
            if (context.GetEndpoint()?.Metadata.GetMetadata<InternalCall>() is not { } call ||
                (call.MayBePublic && options.Value.IntegrationsArePublic) ||
                (options.Value.Port is { } port ? context.Connection.LocalPort == port : isDevelopment))
            {
                return next(context);
            }

            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        });
    }

    private sealed record InternalCall(bool MayBePublic);
}
