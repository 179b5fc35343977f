namespace Telegram.Bot;

/// <summary>How the Bot API writes JSON: snake_case names, nothing for default values.</summary>
public static class JsonBotAPI
{
    static JsonBotAPI()
    {
        Options = new JsonSerializerOptions();
        Configure(Options);
    }

    public static JsonSerializerOptions Options { get; }

    public static void Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault;
    }
}
