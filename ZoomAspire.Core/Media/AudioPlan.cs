namespace ZoomAspire.Core.Media;

/// <summary>How speech is encoded so that it fits under a limit: one file if 24 kbit/s make it fit, else the fewest that do.</summary>
/// <param name="BitRate">Bits a second, mono AAC-LC.</param>
/// <param name="SampleRate">Samples a second, suited to the bit rate.</param>
/// <param name="Parts">Files, of equal length.</param>
internal sealed record AudioPlan(int BitRate, int SampleRate, int Parts)
{
    /// <summary>Below it speech is no pleasure.</summary>
    public const int LowestBitRate = 24_000;

    /// <summary>Above it speech gets no better.</summary>
    public const int HighestBitRate = 64_000;

    /// <summary>Samples of one AAC frame (ISO/IEC 14496-3).</summary>
    public const int FrameSamples = 1024;

    /// <summary>More files than anybody would listen to: what does not fit into them is not converted.</summary>
    public const int MostParts = 30;

    // What the container's tables take for each second, and what is left free.
    private const int TableBitRate = 800;
    private const double Usable = 0.94;
    private const int Step = 1000;

    /// <summary>Plans.</summary>
    /// <param name="duration">Of the sound.</param>
    /// <param name="limit">Bytes of the largest file.</param>
    /// <param name="highest">Most bits a second.</param>
    /// <returns>Null if there would be too many parts.</returns>
    public static AudioPlan? Of(TimeSpan duration, long limit, int highest = HighestBitRate)
    {
        var seconds = Math.Max(1, duration.TotalSeconds);
        var bits = limit * 8 * Usable;
        var parts = Math.Max(1, Math.Ceiling(seconds * (LowestBitRate + TableBitRate) / bits));
        if (parts > MostParts)
        {
            return null;
        }

        var bitRate = (int)Math.Min(highest, Math.Floor(((bits * parts / seconds) - TableBitRate) / Step) * Step);
        return new AudioPlan(bitRate, SampleRateFor(bitRate), (int)parts);
    }

    private static int SampleRateFor(int bitRate) => bitRate switch
    {
        < 32_000 => 16_000,
        < 48_000 => 24_000,
        _ => 32_000,
    };
}
