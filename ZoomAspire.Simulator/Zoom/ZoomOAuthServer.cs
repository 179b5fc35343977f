using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace ZoomAspire.Simulator.Zoom;

/// <summary>What the consent page was asked for.</summary>
internal sealed record AuthorizationRequest(string RedirectUri, string? State, string? CodeChallenge, string? CodeChallengeMethod);

/// <summary>Whom an access token stands for: a user, an account with all its users, or the app itself.</summary>
internal sealed record AccessHolder(ZoomTokenKind Kind, string? UserId, string? AccountId);

internal enum ZoomTokenKind
{
    /// <summary>Access on behalf of one user.</summary>
    Access,

    /// <summary>Buys the next pair.</summary>
    Refresh,

    /// <summary>Access to the whole account (Server-to-Server).</summary>
    Account,

    /// <summary>Access of the app to its own settings.</summary>
    App,
}

/// <summary>A refusal of the token endpoint: <c>{"reason","error"}</c>.</summary>
internal sealed class ZoomTokenException(int status, string reason, string error) : Exception(reason)
{
    public int Status => status;

    public JsonObject Body => new() { ["reason"] = Message, ["error"] = error };
}

/// <summary>A user's live pair of tokens as the control API shows it.</summary>
public sealed record ZoomGrant
{
    /// <summary>Who authorised the app.</summary>
    public required string UserId { get; init; }

    /// <summary>When this pair was issued.</summary>
    public required DateTimeOffset IssuedAt { get; init; }

    /// <summary>When its access token expires.</summary>
    public required DateTimeOffset AccessExpiresAt { get; init; }

    /// <summary>When its refresh token expires.</summary>
    public required DateTimeOffset RefreshExpiresAt { get; init; }

    /// <summary>How often the pair was refreshed since the user's authorisation.</summary>
    public required int Refreshes { get; init; }
}

/// <summary>
/// Codes and tokens of both apps. One live pair for each user: a new authorisation kills the older pair at once, a refresh
/// kills the pair it came from after the grace period of the settings. Thread-safe.
/// </summary>
internal sealed class ZoomOAuthServer(SimulatorOptions options, ZoomFaults faults, TimeProvider time)
{
    public const string Scopes =
        "cloud_recording:delete:meeting_recording cloud_recording:delete:recording_file "
        + "cloud_recording:read:list_recording_files cloud_recording:read:list_user_recordings "
        + "cloud_recording:read:meeting_transcript cloud_recording:read:recording "
        + "meeting:delete:meeting meeting:read:list_meetings meeting:read:list_past_participants meeting:read:list_summaries "
        + "meeting:read:meeting meeting:read:participant meeting:read:past_meeting meeting:read:summary "
        + "meeting:update:meeting meeting:update:status meeting:write:meeting user:read:user";

    public static readonly TimeSpan CodeLifetime = TimeSpan.FromMinutes(5);
    public static readonly TimeSpan AccessLifetime = TimeSpan.FromHours(1);
    public static readonly TimeSpan RefreshLifetime = TimeSpan.FromDays(90);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Code> _codes = [];
    private readonly Dictionary<string, IssuedToken> _tokens = [];
    private readonly Dictionary<string, ZoomGrant> _grants = [];
    private readonly HashSet<string> _installed = [];

    public IReadOnlyList<ZoomGrant> Grants
    {
        get
        {
            lock (_gate)
            {
                return [.. _grants.Values];
            }
        }
    }

    /// <summary>Whether the user has the app: only then are events of the user's meetings sent.</summary>
    public bool IsInstalled(string userId)
    {
        lock (_gate)
        {
            return _installed.Contains(userId);
        }
    }

    /// <summary>The user allowed the app: installs it and gives a code for one exchange within five minutes.</summary>
    public string Allow(AuthorizationRequest request, string userId)
    {
        lock (_gate)
        {
            var code = ZoomIds.Random(24);
            _codes[code] = new Code(request, userId, time.GetUtcNow() + CodeLifetime);
            _installed.Add(userId);
            return code;
        }
    }

    /// <exception cref="ZoomTokenException">The code, its redirect address or its verifier is not right.</exception>
    public JsonObject Exchange(string? code, string? redirectUri, string? verifier)
    {
        lock (_gate)
        {
            if (code is null || !_codes.Remove(code, out var issued) || issued.ExpiresAt <= time.GetUtcNow())
            {
                throw new ZoomTokenException(StatusCodes.Status400BadRequest, $"Invalid authorization code {code}", "invalid_request");
            }

            if (issued.Request.RedirectUri != redirectUri)
            {
                throw new ZoomTokenException(StatusCodes.Status400BadRequest, "Redirect URI mismatch.", "invalid_request");
            }

            if (!Verifies(issued.Request, verifier))
            {
                throw new ZoomTokenException(StatusCodes.Status400BadRequest, "Invalid code verifier.", "invalid_request");
            }

            KillTokens(issued.UserId, TimeSpan.Zero);
            return IssuePair(issued.UserId, refreshes: 0);
        }
    }

    /// <exception cref="ZoomTokenException">The refresh token is unknown, expired, replaced or revoked.</exception>
    public JsonObject Refresh(string? token)
    {
        lock (_gate)
        {
            if (LiveToken(token, ZoomTokenKind.Refresh) is not { UserId: { } userId })
            {
                throw DeadRefreshToken();
            }

            KillTokens(userId, TimeSpan.FromSeconds(faults.Settings.RefreshGraceSeconds));
            return IssuePair(userId, _grants.TryGetValue(userId, out var grant) ? grant.Refreshes + 1 : 1);
        }
    }

    /// <summary>A token without a user: for the whole account or for the app's own settings.</summary>
    public JsonObject IssueWithoutUser(ZoomTokenKind kind, string? accountId = null)
    {
        lock (_gate)
        {
            var answer = Answer(Issue(kind, userId: null, AccessLifetime, accountId), refreshToken: null);
            if (kind == ZoomTokenKind.Account)
            {
                answer["scope"] = faults.Settings.OrganizationScopes ?? string.Join(' ', Scopes.Split(' ').Select(scope => $"{scope}:admin"));
            }

            return answer;
        }
    }

    /// <summary>Kills the pair that an access token belongs to; false if there is none.</summary>
    public bool Revoke(string? token)
    {
        lock (_gate)
        {
            if (LiveToken(token, ZoomTokenKind.Access) is not { UserId: { } userId })
            {
                return false;
            }

            KillTokens(userId, TimeSpan.Zero);
            _grants.Remove(userId);
            return true;
        }
    }

    /// <summary>The user removes the app: tokens die and events stop. False if the user did not have it.</summary>
    public bool Remove(string userId)
    {
        lock (_gate)
        {
            KillTokens(userId, TimeSpan.Zero);
            _grants.Remove(userId);
            return _installed.Remove(userId);
        }
    }

    /// <summary>Whom a live access token stands for; null for any other text.</summary>
    public AccessHolder? FindAccess(string? token)
    {
        lock (_gate)
        {
            return token is not null && _tokens.TryGetValue(token, out var found) && found.Kind != ZoomTokenKind.Refresh
                && IsLive(found) && !(found.Kind == ZoomTokenKind.Account && faults.Settings.OrganizationAppDisabled)
                ? new AccessHolder(found.Kind, found.UserId, found.AccountId)
                : null;
        }
    }

    public void Reset()
    {
        lock (_gate)
        {
            _codes.Clear();
            _tokens.Clear();
            _grants.Clear();
            _installed.Clear();
        }
    }

    private static bool Verifies(AuthorizationRequest request, string? verifier) => request.CodeChallenge is null
        || (verifier is not null && request.CodeChallenge == (request.CodeChallengeMethod == "S256"
            ? Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)))
            : verifier));

    private ZoomTokenException DeadRefreshToken() => faults.Settings.LegacyTokenErrors
        ? new ZoomTokenException(StatusCodes.Status401Unauthorized, "Invalid Token!", "invalid_request")
        : new ZoomTokenException(StatusCodes.Status400BadRequest, "Invalid Token!", "invalid_grant");

    private JsonObject IssuePair(string userId, int refreshes)
    {
        var now = time.GetUtcNow();
        var access = Issue(ZoomTokenKind.Access, userId, AccessLifetime);
        var refresh = Issue(ZoomTokenKind.Refresh, userId, RefreshLifetime);
        _grants[userId] = new ZoomGrant
        {
            UserId = userId,
            IssuedAt = now,
            AccessExpiresAt = now + AccessLifetime,
            RefreshExpiresAt = now + RefreshLifetime,
            Refreshes = refreshes,
        };
        return Answer(access, refresh);
    }

    private JsonObject Answer(string accessToken, string? refreshToken)
    {
        var answer = new JsonObject
        {
            ["access_token"] = accessToken,
            ["token_type"] = "bearer",
            ["expires_in"] = (int)AccessLifetime.TotalSeconds,
            ["scope"] = faults.Settings.Scopes ?? Scopes,
        };
        if (refreshToken is not null)
        {
            answer["refresh_token"] = refreshToken;
        }

        return answer;
    }

    private string Issue(ZoomTokenKind kind, string? userId, TimeSpan lifetime, string? accountId = null)
    {
        var expires = time.GetUtcNow() + lifetime;
        var token = ZoomTokenText.Make(
            new JsonObject { ["sv"] = "000002", ["alg"] = "HS512", ["v"] = "2.0", ["kid"] = Guid.NewGuid().ToString("D") },
            new JsonObject
            {
                ["ver"] = 10,
                ["iss"] = $"zm:cid:{(kind == ZoomTokenKind.Account ? options.ZoomS2sClientId : options.ZoomClientId)}",
                ["aud"] = "https://oauth.zoom.us",
                ["type"] = kind == ZoomTokenKind.Refresh ? 1 : 0,
                ["uid"] = userId,
                ["exp"] = expires.ToUnixTimeSeconds(),
            });
        _tokens[token] = new IssuedToken(token, kind, userId) { AccountId = accountId, ExpiresAt = expires };
        return token;
    }

    /// <summary>Ends all pairs of a user after the grace period and forgets those that have ended already.</summary>
    private void KillTokens(string userId, TimeSpan grace)
    {
        var now = time.GetUtcNow();
        foreach (var issued in _tokens.Values.Where(issued => issued.UserId == userId).ToList())
        {
            issued.ExpiresAt = issued.ExpiresAt < now + grace ? issued.ExpiresAt : now + grace;
            if (issued.ExpiresAt <= now)
            {
                _tokens.Remove(issued.Text);
            }
        }
    }

    private IssuedToken? LiveToken(string? token, ZoomTokenKind kind) =>
        token is not null && _tokens.TryGetValue(token, out var found) && found.Kind == kind && IsLive(found) ? found : null;

    private bool IsLive(IssuedToken token) => token.ExpiresAt > time.GetUtcNow();

    private sealed record Code(AuthorizationRequest Request, string UserId, DateTimeOffset ExpiresAt);

    private sealed class IssuedToken(string text, ZoomTokenKind kind, string? userId)
    {
        public string Text => text;

        public ZoomTokenKind Kind => kind;

        public string? UserId => userId;

        public string? AccountId { get; init; }

        public required DateTimeOffset ExpiresAt { get; set; }
    }
}
