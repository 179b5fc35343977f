using System.Net.Http.Headers;
using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using ZoomAspire.Core.Configuration;

namespace ZoomAspire.Api.Security;

/// <summary>
/// Lets in who presents a key of <c>INTERNAL_API_KEY</c> as a bearer token (RFC 6750): endpoints ask for it with
/// <see cref="RequireScope"/>.
/// </summary>
internal static class InternalApiAuthentication
{
    private const string Scheme = "Bearer";
    private const string ScopeClaim = "scope";

    public static void AddInternalApiKeys(this IServiceCollection services)
    {
        services.AddSettings<InternalApiOptions>();
        services.AddSingleton<InternalApiKeys>();
        services.AddAuthentication(Scheme).AddScheme<AuthenticationSchemeOptions, Handler>(Scheme, null);
        services.AddAuthorization();
    }

    /// <summary>
    /// Opens an endpoint only to keys with a scope of <see cref="ApiScopes"/>, keeps it off the public ingress (<see cref="InternalCalls"/>), and
    /// says so in its description.
    /// </summary>
    public static TBuilder RequireScope<TBuilder>(this TBuilder endpoint, string scope)
        where TBuilder : IEndpointConventionBuilder => endpoint
        .RequireAuthorization(policy => policy.RequireAuthenticatedUser().RequireClaim(ScopeClaim, scope))
        .AnswerInternally(mayBePublic: scope != ApiScopes.Operate)
        .WithMetadata(
            new RequiredScope(scope),
            new ProducesResponseTypeMetadata(StatusCodes.Status401Unauthorized, typeof(Microsoft.AspNetCore.Mvc.ProblemDetails), ["application/problem+json"]),
            new ProducesResponseTypeMetadata(StatusCodes.Status403Forbidden, typeof(Microsoft.AspNetCore.Mvc.ProblemDetails), ["application/problem+json"]));

    /// <summary>The scope that an endpoint asks for.</summary>
    internal sealed record RequiredScope(string Scope);

    private sealed class Handler(
        IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logging, UrlEncoder encoder, InternalApiKeys keys)
        : AuthenticationHandler<AuthenticationSchemeOptions>(options, logging, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(ResultFor(Request));

        protected override Task HandleChallengeAsync(AuthenticationProperties properties)
        {
            Response.Headers[HeaderNames.WWWAuthenticate] = InternalApiAuthentication.Scheme;
            return base.HandleChallengeAsync(properties);
        }

        protected override Task HandleForbiddenAsync(AuthenticationProperties properties)
        {
            // RFC 6750 section 3.1.
            var scope = Context.GetEndpoint()?.Metadata.GetMetadata<RequiredScope>()?.Scope;
            Response.Headers[HeaderNames.WWWAuthenticate] = $"{InternalApiAuthentication.Scheme} error=\"insufficient_scope\", scope=\"{scope}\"";
            return base.HandleForbiddenAsync(properties);
        }

        private AuthenticateResult ResultFor(HttpRequest request)
        {
            if (!AuthenticationHeaderValue.TryParse(request.Headers.Authorization, out var header) ||
                !string.Equals(header.Scheme, InternalApiAuthentication.Scheme, StringComparison.OrdinalIgnoreCase))
            {
                return AuthenticateResult.NoResult();
            }

            if (keys.Find(header.Parameter ?? "") is not { } key)
            {
                return AuthenticateResult.Fail("The key is not known.");
            }

            Claim[] claims = [new(ClaimTypes.Name, key.Name), .. key.Scopes.Select(scope => new Claim(ScopeClaim, scope))];
            var caller = new ClaimsPrincipal(new ClaimsIdentity(claims, Scheme.Name));
            return AuthenticateResult.Success(new AuthenticationTicket(caller, Scheme.Name));
        }
    }
}
