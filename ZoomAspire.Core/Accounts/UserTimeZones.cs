using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace ZoomAspire.Core.Accounts;

/// <summary>Time zones as people name them. What is kept is an IANA name (https://www.iana.org/time-zones).</summary>
public static partial class UserTimeZones
{
    /// <summary>Longest name that is kept.</summary>
    internal const int MaxLength = 64;

    private const int MaxHours = 14;

    // One for each stretch of the globe that many live in, west to east.
    private static readonly string[] Common =
    [
        "Pacific/Honolulu", "America/Anchorage", "America/Los_Angeles", "America/Denver", "America/Chicago", "America/Mexico_City",
        "America/Bogota", "America/New_York", "America/Halifax", "America/Santiago", "America/Sao_Paulo", "America/Argentina/Buenos_Aires",
        "Atlantic/Azores", "Europe/London", "Europe/Lisbon", "Africa/Lagos", "Europe/Berlin", "Europe/Madrid", "Europe/Paris", "Europe/Rome",
        "Europe/Warsaw", "Africa/Johannesburg", "Europe/Athens", "Europe/Bucharest", "Europe/Kyiv", "Asia/Jerusalem", "Europe/Istanbul",
        "Europe/Moscow", "Africa/Nairobi", "Asia/Dubai", "Asia/Tbilisi", "Asia/Yekaterinburg", "Asia/Tashkent", "Asia/Almaty", "Asia/Karachi",
        "Asia/Kolkata", "Asia/Novosibirsk", "Asia/Bangkok", "Asia/Shanghai", "Asia/Singapore", "Asia/Tokyo", "Asia/Seoul", "Australia/Sydney",
        "Asia/Vladivostok", "Pacific/Auckland",
    ];

    // Cities that have no zone of their own name, and names in other languages and spellings.
    private static readonly FrozenDictionary<string, string> OtherNames = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["munich"] = "Europe/Berlin", ["munchen"] = "Europe/Berlin", ["hamburg"] = "Europe/Berlin", ["frankfurt"] = "Europe/Berlin",
        ["cologne"] = "Europe/Berlin", ["koln"] = "Europe/Berlin", ["stuttgart"] = "Europe/Berlin", ["leipzig"] = "Europe/Berlin",
        ["берлин"] = "Europe/Berlin", ["берлін"] = "Europe/Berlin", ["мюнхен"] = "Europe/Berlin", ["germany"] = "Europe/Berlin",
        ["deutschland"] = "Europe/Berlin", ["wien"] = "Europe/Vienna", ["вена"] = "Europe/Vienna", ["відень"] = "Europe/Vienna",
        ["geneva"] = "Europe/Zurich", ["geneve"] = "Europe/Zurich", ["genf"] = "Europe/Zurich", ["basel"] = "Europe/Zurich", ["bern"] = "Europe/Zurich",
        ["barcelona"] = "Europe/Madrid", ["valencia"] = "Europe/Madrid", ["sevilla"] = "Europe/Madrid", ["мадрид"] = "Europe/Madrid",
        ["lyon"] = "Europe/Paris", ["marseille"] = "Europe/Paris", ["париж"] = "Europe/Paris", ["roma"] = "Europe/Rome", ["milan"] = "Europe/Rome",
        ["milano"] = "Europe/Rome", ["рим"] = "Europe/Rome", ["lisboa"] = "Europe/Lisbon", ["porto"] = "Europe/Lisbon",
        ["лондон"] = "Europe/London", ["londres"] = "Europe/London", ["manchester"] = "Europe/London", ["edinburgh"] = "Europe/London",
        ["warszawa"] = "Europe/Warsaw", ["warschau"] = "Europe/Warsaw", ["варшава"] = "Europe/Warsaw", ["krakow"] = "Europe/Warsaw",
        ["praha"] = "Europe/Prague", ["прага"] = "Europe/Prague", ["kyiv"] = "Europe/Kyiv", ["kiev"] = "Europe/Kyiv", ["київ"] = "Europe/Kyiv",
        ["киев"] = "Europe/Kyiv", ["lviv"] = "Europe/Kyiv", ["львів"] = "Europe/Kyiv", ["львов"] = "Europe/Kyiv", ["odesa"] = "Europe/Kyiv",
        ["одеса"] = "Europe/Kyiv", ["одесса"] = "Europe/Kyiv", ["kharkiv"] = "Europe/Kyiv", ["харків"] = "Europe/Kyiv", ["харьков"] = "Europe/Kyiv",
        ["дніпро"] = "Europe/Kyiv", ["dnipro"] = "Europe/Kyiv", ["москва"] = "Europe/Moscow", ["moskau"] = "Europe/Moscow",
        ["moscou"] = "Europe/Moscow", ["санкт петербург"] = "Europe/Moscow", ["saint petersburg"] = "Europe/Moscow",
        ["минск"] = "Europe/Minsk", ["мінськ"] = "Europe/Minsk", ["екатеринбург"] = "Asia/Yekaterinburg", ["новосибирск"] = "Asia/Novosibirsk",
        ["владивосток"] = "Asia/Vladivostok", ["алматы"] = "Asia/Almaty", ["алма ата"] = "Asia/Almaty", ["астана"] = "Asia/Almaty",
        ["тбилиси"] = "Asia/Tbilisi", ["ереван"] = "Asia/Yerevan", ["ташкент"] = "Asia/Tashkent", ["стамбул"] = "Europe/Istanbul",
        ["tel aviv"] = "Asia/Jerusalem", ["тель авив"] = "Asia/Jerusalem", ["dubai"] = "Asia/Dubai", ["abu dhabi"] = "Asia/Dubai",
        ["mumbai"] = "Asia/Kolkata", ["delhi"] = "Asia/Kolkata", ["new delhi"] = "Asia/Kolkata", ["bangalore"] = "Asia/Kolkata",
        ["bengaluru"] = "Asia/Kolkata", ["chennai"] = "Asia/Kolkata", ["hyderabad"] = "Asia/Kolkata", ["beijing"] = "Asia/Shanghai",
        ["shenzhen"] = "Asia/Shanghai", ["osaka"] = "Asia/Tokyo", ["canberra"] = "Australia/Sydney", ["wellington"] = "Pacific/Auckland",
        ["washington"] = "America/New_York", ["boston"] = "America/New_York", ["miami"] = "America/New_York", ["atlanta"] = "America/New_York",
        ["philadelphia"] = "America/New_York", ["nueva york"] = "America/New_York", ["нью йорк"] = "America/New_York",
        ["dallas"] = "America/Chicago", ["houston"] = "America/Chicago", ["austin"] = "America/Chicago", ["san francisco"] = "America/Los_Angeles",
        ["seattle"] = "America/Los_Angeles", ["san diego"] = "America/Los_Angeles", ["las vegas"] = "America/Los_Angeles",
        ["montreal"] = "America/Toronto", ["ottawa"] = "America/Toronto", ["rio de janeiro"] = "America/Sao_Paulo", ["rio"] = "America/Sao_Paulo",
        ["brasilia"] = "America/Sao_Paulo", ["ciudad de mexico"] = "America/Mexico_City", ["medellin"] = "America/Bogota",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly Lazy<FrozenDictionary<string, string>> Cities = new(ReadCities);

    /// <summary>A user's zone; UTC where none is known.</summary>
    /// <param name="user">The user.</param>
    public static TimeZoneInfo Of(User user)
    {
        ArgumentNullException.ThrowIfNull(user);
        return Find(user.TimeZone) ?? TimeZoneInfo.Utc;
    }

    /// <summary>The zone of a name; null if there is none.</summary>
    /// <param name="name">The IANA name.</param>
    public static TimeZoneInfo? Find(string? name) =>
        name is { Length: > 0 and <= MaxLength } && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone : null;

    /// <summary>
    /// Reads what somebody wrote: an IANA name, a city, or an offset (<c>UTC+3</c>, <c>GMT-03:30</c>, <c>+5:30</c>), whatever its case, accents
    /// and spaces. An offset becomes a zone without daylight saving time.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <returns>The IANA name; null if it names no zone that we know.</returns>
    public static string? Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var plain = Plain(text);
        return plain.Length is 0 or > MaxLength ? null : ReadOffset(text) ?? OtherNames.GetValueOrDefault(plain) ?? Cities.Value.GetValueOrDefault(plain);
    }

    /// <summary>Common zones whose clocks show nearly what one's does, west to east.</summary>
    /// <param name="zone">The zone.</param>
    /// <param name="at">When.</param>
    /// <param name="count">How many at most.</param>
    /// <returns>Their IANA names.</returns>
    public static IReadOnlyList<string> Near(TimeZoneInfo zone, DateTimeOffset at, int count)
    {
        ArgumentNullException.ThrowIfNull(zone);
        var here = zone.GetUtcOffset(at);
        return
        [
            .. Common.Select(name => (Name: name, Zone: Find(name))).Where(one => one.Zone is not null)
                .OrderBy(one => (one.Zone!.GetUtcOffset(at) - here).Duration())
                .Take(count)
                .OrderBy(one => one.Zone!.GetUtcOffset(at)).ThenBy(one => one.Name, StringComparer.Ordinal)
                .Select(one => one.Name),
        ];
    }

    /// <summary>The city of a zone, for people: <c>New York</c>; of a zone by offset <c>UTC+3</c>.</summary>
    /// <param name="name">The IANA name.</param>
    public static string CityOf(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        // Their sign is that of POSIX: hours to the west.
        return name.StartsWith("Etc/GMT", StringComparison.Ordinal) && name.Length > "Etc/GMT".Length
            ? $"UTC{(name["Etc/GMT".Length] == '-' ? '+' : '-')}{name[("Etc/GMT".Length + 1)..]}"
            : name[(name.LastIndexOf('/') + 1)..].Replace('_', ' ');
    }

    private static string? ReadOffset(string text)
    {
        if (Offset().Match(text.Trim()) is not { Success: true } match)
        {
            return null;
        }

        var hours = match.Groups["hours"] is { Success: true, Value: var written } ? int.Parse(written, CultureInfo.InvariantCulture) : 0;
        var minutes = match.Groups["minutes"] is { Success: true, Value: var more } ? int.Parse(more, CultureInfo.InvariantCulture) : 0;
        if (hours > MaxHours || minutes > 59)
        {
            return null;
        }

        var isWest = match.Groups["sign"].Value is "-" or "−" or "–";
        if (minutes > 0)
        {
            var offset = new TimeSpan(hours, minutes, 0) * (isWest ? -1 : 1);
            return Cities.Value.Values.Distinct().Order(StringComparer.Ordinal)
                .FirstOrDefault(name => Find(name) is { SupportsDaylightSavingTime: false } zone && zone.BaseUtcOffset == offset);
        }

        var name = hours == 0 ? "Etc/UTC" : string.Create(CultureInfo.InvariantCulture, $"Etc/GMT{(isWest ? '+' : '-')}{hours}");
        return Find(name) is null ? null : name;
    }

    // By the whole name, and by its last part: of several that end alike the one that people mean is the one of a city, not of an old alias.
    private static FrozenDictionary<string, string> ReadCities()
    {
        var cities = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in TimeZoneInfo.GetSystemTimeZones().Select(zone => zone.Id)
            .Where(id => id.Contains('/', StringComparison.Ordinal) && id.Length <= MaxLength && !id.StartsWith("Etc/", StringComparison.Ordinal))
            .OrderBy(id => Array.IndexOf(Common, id) < 0).ThenBy(id => id, StringComparer.Ordinal))
        {
            cities.TryAdd(Plain(name), name);
            cities.TryAdd(Plain(name[(name.LastIndexOf('/') + 1)..]), name);
        }

        cities["utc"] = cities["gmt"] = "Etc/UTC";
        return cities.ToFrozenDictionary(StringComparer.Ordinal);
    }

    // Lower case, without accents, words parted by one space; what parts the parts of a name stays.
    private static string Plain(string text)
    {
        var plain = new StringBuilder();
        foreach (var rune in string.Concat(text.EnumerateRunes()).Normalize(NormalizationForm.FormD).EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune) || rune.Value is '/' or '+')
            {
                plain.Append(Rune.ToLowerInvariant(rune));
            }
            else if (Rune.GetUnicodeCategory(rune) != UnicodeCategory.NonSpacingMark && plain.Length > 0 && plain[^1] != ' ')
            {
                plain.Append(' ');
            }
        }

        return plain.ToString().Trim().Normalize(NormalizationForm.FormC);
    }

    [GeneratedRegex(@"^(?:(?:UTC|GMT)\s*(?:(?<sign>[+\-−–])\s*(?<hours>\d{1,2})(?::?(?<minutes>\d{2}))?)?|(?<sign>[+\-−–])\s*(?<hours>\d{1,2})(?::?(?<minutes>\d{2}))?)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 100)]
    private static partial Regex Offset();
}
