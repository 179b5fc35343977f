using Microsoft.AspNetCore.Http.Timeouts;
using ZoomAspire.Api.Webhooks;

namespace ZoomAspire.Api.Security;

/// <summary>Bounds on every request and headers on every answer, for whoever does not set stricter ones.</summary>
internal static class AnswerSafety
{
    /// <summary>How long a request may take: more than Zoom's API and the database need at their slowest.</summary>
    public static readonly TimeSpan LongestRequest = TimeSpan.FromSeconds(60);

    /// <summary>Largest body of a request in bytes. The webhooks' own bound is lower, and answers first.</summary>
    public const long MaxBodyLength = 2 * WebhookBody.MaxLength;

    private static readonly TimeSpan HttpsOnly = TimeSpan.FromDays(365);

    private static readonly (string Name, string Value)[] Headers =
    [
        ("Cache-Control", "no-store"),
        ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
        ("Referrer-Policy", "no-referrer"),
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "DENY"),
    ];

    public static void AddAnswerSafety(this WebApplicationBuilder builder)
    {
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxBodyLength;
        });
        builder.Services.AddHsts(options => options.MaxAge = HttpsOnly);
        // 503: who asks may ask again, as while the database is away.
        builder.Services.AddRequestTimeouts(options => options.DefaultPolicy = new RequestTimeoutPolicy
        {
            Timeout = LongestRequest,
            TimeoutStatusCode = StatusCodes.Status503ServiceUnavailable,
        });
    }

    /// <summary>Adds the headers. Before whatever handles errors: these answers have them, too.</summary>
    public static void UseSafeHeaders(this WebApplication app)
    {
        app.Use((context, next) =>
        {
            context.Response.OnStarting(AddHeaders, context.Response);
            return next(context);
        });
        // Says nothing over plain http, as RFC 6797 wants: behind a proxy TRUSTED_PROXIES tells that a browser came over https.
        if (!app.Environment.IsDevelopment())
        {
            app.UseHsts();
        }
    }

    private static Task AddHeaders(object response)
    {
        var headers = ((HttpResponse)response).Headers;
        foreach (var (name, value) in Headers)
        {
            headers.TryAdd(name, value);
        }

        return Task.CompletedTask;
    }
}
