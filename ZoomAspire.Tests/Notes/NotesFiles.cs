namespace ZoomAspire.Tests.Notes;

/// <summary>The files of these tests.</summary>
internal static class NotesFiles
{
    public static string Text(string name)
    {
        using var stream = typeof(NotesFiles).Assembly.GetManifestResourceStream($"ZoomAspire.Tests.Notes.{name}")
            ?? throw new InvalidOperationException($"There is no {name} in the assembly.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
