namespace Telegram.Bot.Types;

/// <summary>What every answer of the Bot API has in common.</summary>
public class ApiResponse
{
    public bool Ok { get; set; }

    public string? Description { get; set; }

    public int ErrorCode { get; set; }

    public ResponseParameters? Parameters { get; set; }
}

/// <summary>An answer with the result of the call.</summary>
public class ApiResponse<TResult> : ApiResponse
{
    public TResult? Result { get; set; }
}
