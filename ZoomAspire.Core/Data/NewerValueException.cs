namespace ZoomAspire.Core.Data;

/// <summary>
/// A row holds a value that this version does not know. While versions work side by side a newer one may have written it, and is the one
/// to go on with it.
/// </summary>
/// <param name="type">The type that has no such value.</param>
public sealed class NewerValueException(Type type) : Exception($"A row holds a {type?.Name} that this version does not know.");
