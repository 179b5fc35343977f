using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace ZoomAspire.Simulator.Zoom;

/// <summary>Cuts lists into pages: <c>page_size</c> up to 300, a <c>next_page_token</c> that works for 15 minutes.</summary>
internal static class ApiPages
{
    private const int DefaultSize = 30;
    private const int LargestSize = 300;

    private static readonly TimeSpan TokenLifetime = TimeSpan.FromMinutes(15);

    /// <summary>One page of a list as the answer's <paramref name="name"/>, with the fields of all paged answers.</summary>
    /// <exception cref="ZoomApiException">The size or the token is not right.</exception>
    public static JsonObject Cut<T>(ApiCall call, string name, IReadOnlyList<T> all, Func<T, JsonNode> show)
    {
        var size = Size(call.Query("page_size"));
        var start = Start(call);
        var page = all.Skip(start).Take(size).Select(show);
        var next = start + size < all.Count ? Token(start + size, call.Now + TokenLifetime) : "";
        return new JsonObject
        {
            ["page_count"] = (all.Count + size - 1) / size,
            ["page_size"] = size,
            ["total_records"] = all.Count,
            ["next_page_token"] = next,
            [name] = new JsonArray([.. page]),
        };
    }

    private static int Size(string? text)
    {
        if (text is null)
        {
            return DefaultSize;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size is >= 1 and <= LargestSize
            ? size
            : throw ZoomApiException.BadRequest("The value of page_size must be from 1 to 300.");
    }

    private static int Start(ApiCall call)
    {
        if (call.Query("next_page_token") is not { Length: > 0 } token)
        {
            return 0;
        }

        return Base64Url.IsValid(token)
            && Encoding.ASCII.GetString(Base64Url.DecodeFromChars(token)).Split(':') is [var start, var expires]
            && int.TryParse(start, NumberStyles.None, CultureInfo.InvariantCulture, out var from)
            && long.TryParse(expires, NumberStyles.None, CultureInfo.InvariantCulture, out var end)
            && end > call.Now.ToUnixTimeSeconds()
                ? from
                : throw ZoomApiException.BadRequest("The next page token is invalid or expired.");
    }

    private static string Token(int start, DateTimeOffset expires) => Base64Url.EncodeToString(
        Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{start}:{expires.ToUnixTimeSeconds()}")));
}
