namespace ZoomAspire.Simulator.Demo;

/// <summary>Something that a user would have noticed to be wrong; the message says what.</summary>
internal sealed class DemoException(string message) : Exception(message);
