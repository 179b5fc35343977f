namespace ZoomAspire.AppHost;

/// <summary>The system cannot start as it is set up; the message is one sentence for the person who started it.</summary>
/// <param name="message">What is wrong and what to do.</param>
internal sealed class SetupException(string message) : Exception(message);
