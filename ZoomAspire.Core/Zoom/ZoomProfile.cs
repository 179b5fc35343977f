using System.Text.Json;
using ZoomAspire.Core.Accounts;

namespace ZoomAspire.Core.Zoom;

/// <summary>
/// What <c>GET /users/me</c> answers (https://developers.zoom.us/docs/api/users/#tag/users/GET/users/{userId}). All text is
/// untrusted.
/// </summary>
/// <param name="UserId">The user.</param>
/// <param name="AccountId">The user's account (organisation).</param>
/// <param name="Email">E-mail address.</param>
/// <param name="DisplayName">Name.</param>
/// <param name="License">Whether the user has a licence, and so cloud recording.</param>
/// <param name="TimeZone">Time zone as Zoom writes it, mostly IANA.</param>
/// <param name="Language">Language as Zoom writes it, such as <c>en-US</c>.</param>
public sealed record ZoomProfile(
    ZoomUserId UserId,
    string? AccountId,
    string? Email,
    string? DisplayName,
    ZoomLicense License,
    string? TimeZone,
    string? Language)
{
    /// <summary>Whether the user can sign in: is not deactivated, and has accepted the account's invitation. Null if Zoom did not say.</summary>
    public bool? IsActive { get; init; }

    /// <summary>When Zoom told this, by its own clock; null if it did not say, or nobody noted it.</summary>
    public DateTimeOffset? ToldAt { get; init; }

    /// <summary>Names the user by id only: logs need no more.</summary>
    public override string ToString() => $"profile of Zoom user {UserId}";

    /// <summary>Reads an answer.</summary>
    /// <returns>The profile, or null where the answer is something else.</returns>
    internal static ZoomProfile? TryRead(JsonElement answer) => answer.Text("id") is { } id
        ? new ZoomProfile(
            new ZoomUserId(id),
            answer.Text("account_id"),
            answer.Text("email"),
            answer.Text("display_name") ?? FullName(answer),
            answer.Integer("type") switch
            {
                1 => ZoomLicense.Basic,
                2 => ZoomLicense.Licensed,
                4 => ZoomLicense.None,
                _ => ZoomLicense.Unknown,
            },
            answer.Text("timezone"),
            answer.Text("language"))
        {
            IsActive = answer.Text("status") is { } status ? status == "active" : null,
        }
        : null;

    /// <summary>The same as a provider of accounts tells it.</summary>
    /// <param name="accountId">The account: Zoom may leave it out.</param>
    internal ProviderProfile ToProviderProfile(string accountId) => new(
        UserId,
        accountId,
        Email,
        DisplayName,
        TimeZone,
        License switch
        {
            ZoomLicense.Basic or ZoomLicense.None => false,
            ZoomLicense.Licensed => true,
            _ => null,
        });

    private static string? FullName(JsonElement answer) =>
        string.Join(' ', new[] { answer.Text("first_name"), answer.Text("last_name") }.Where(part => part is not null)) is { Length: > 0 } name
            ? name
            : null;
}

/// <summary>Zoom's user <c>type</c>.</summary>
public enum ZoomLicense
{
    /// <summary>Not said, or unknown to us.</summary>
    Unknown,

    /// <summary>Free: no cloud recording.</summary>
    Basic,

    /// <summary>Paid for.</summary>
    Licensed,

    /// <summary>Not assigned: no meetings, so no cloud recording.</summary>
    None,
}
