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
/// <c>RequireAuthorization()</c>.
/// </summary>
internal static class InternalApiAuthentication
{
    private const string Scheme = "Bearer";

    public static void AddInternalApiKeys(this IServiceCollection services)
    {
        services.AddSettings<InternalApiOptions>();
        services.AddSingleton<InternalApiKeys>();
        services.AddAuthentication(Scheme).AddScheme<AuthenticationSchemeOptions, Handler>(Scheme, null);
        services.AddAuthorization();
    }

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

        private AuthenticateResult ResultFor(HttpRequest request)
        {
            if (!AuthenticationHeaderValue.TryParse(request.Headers.Authorization, out var header) ||
                !string.Equals(header.Scheme, InternalApiAuthentication.Scheme, StringComparison.OrdinalIgnoreCase))
            {
                return AuthenticateResult.NoResult();
            }

            if (keys.NameOf(header.Parameter ?? "") is not { } name)
            {
                return AuthenticateResult.Fail("The key is not known.");
            }

            var caller = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, name)], Scheme.Name));
            return AuthenticateResult.Success(new AuthenticationTicket(caller, Scheme.Name));
        }
    }
}
