namespace ZoomAspire.Core.Configuration;

/// <summary>
/// Settings bound from flat configuration names (<c>ZOOM_CLIENT_ID</c>, …): each property carries its name as a
/// <see cref="Microsoft.Extensions.Configuration.ConfigurationKeyNameAttribute"/>.
/// </summary>
public interface ISettings
{
    /// <summary>What is wrong with them: one sentence each, naming the variable, never its value.</summary>
    IEnumerable<string> Problems();
}
