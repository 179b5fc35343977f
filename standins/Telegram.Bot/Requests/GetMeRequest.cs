namespace Telegram.Bot.Requests;

/// <summary>getMe: the bot itself.</summary>
public class GetMeRequest() : ParameterlessRequest<User>("getMe");
