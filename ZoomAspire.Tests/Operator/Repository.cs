namespace ZoomAspire.Tests.Operator;

/// <summary>Files of this checkout.</summary>
internal static class Repository
{
    /// <summary>The path of a file.</summary>
    public static string File(params string[] parts) => Path.Combine([Root(), .. parts]);

    private static string Root()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!System.IO.File.Exists(Path.Combine(directory!.FullName, "ZoomAspire.sln")))
        {
            directory = directory.Parent;
        }

        return directory.FullName;
    }
}
