namespace ZoomAspire.Simulator.Zoom;

/// <summary>What Zoom checks before it shows the consent page.</summary>
internal static class ConsentRules
{
    /// <summary>Reads an authorisation request; the error, if it is not right, is a sentence for the user.</summary>
    public static (AuthorizationRequest? Request, string? Error) Read(Func<string, string?> query, SimulatorOptions options)
    {
        if (query("client_id") != options.ZoomClientId)
        {
            return (null, "Invalid client_id. (4,702)");
        }

        var redirect = query("redirect_uri");
        if (redirect != options.ZoomRedirect.OriginalString)
        {
            return (null, $"Invalid redirect: {redirect} (4,709)");
        }

        if (query("response_type") != "code")
        {
            return (null, "Missing or unsupported response_type: it must be \"code\". (4,706)");
        }

        var method = query("code_challenge_method") ?? "plain";
        return method is "S256" or "plain"
            ? (new AuthorizationRequest(redirect, query("state"), query("code_challenge"), method), null)
            : (null, "Unsupported code_challenge_method: it must be \"S256\" or \"plain\". (4,706)");
    }
}
