namespace Telegram.Bot.Requests;

/// <summary>logOut: leaves the cloud server for a local one.</summary>
public class LogOutRequest() : ParameterlessRequest<bool>("logOut");
