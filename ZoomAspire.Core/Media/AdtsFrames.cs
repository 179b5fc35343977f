namespace ZoomAspire.Core.Media;

/// <summary>
/// Copies AAC frames out of an ADTS stream (ISO/IEC 14496-3, 1.A.2), leaving out the first and what follows the last that is wanted:
/// so stretches that were encoded side by side become one stream.
/// </summary>
internal static class AdtsFrames
{
    private const int HeaderLength = 7;
    private const int MaxFrameLength = (1 << 13) - 1;

    private static readonly int[] SampleRates =
        [96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000, 7_350];

    /// <summary>Copies.</summary>
    /// <param name="source">The stream.</param>
    /// <param name="target">Where frames go.</param>
    /// <param name="range">Which frames are copied.</param>
    /// <param name="progress">Told the length of the sound that was copied.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The length of the sound that was copied.</returns>
    /// <exception cref="InvalidDataException">It is not an ADTS stream, or there is more of it than is taken.</exception>
    public static async Task<TimeSpan> CopyAsync(
        Stream source, Stream target, AdtsRange range, Action<TimeSpan>? progress, CancellationToken cancellationToken)
    {
        var buffer = new byte[16 * (MaxFrameLength + 1)];
        var (filled, number, copied, sampleRate, written) = (0, 0L, 0L, 0, 0L);
        while (await source.ReadAsync(buffer.AsMemory(filled), cancellationToken) is > 0 and var read)
        {
            filled += read;
            var (from, at) = (0, 0);
            while (FrameLength(buffer.AsSpan(at, filled - at)) is { } length && at + length <= filled)
            {
                sampleRate = sampleRate == 0 ? SampleRate(buffer.AsSpan(at)) : sampleRate;
                var isWanted = number >= range.Skip && copied < range.Take;
                number++;
                at += length;
                if (isWanted)
                {
                    copied++;
                }
                else
                {
                    await target.WriteAsync(buffer.AsMemory(from, at - length - from), cancellationToken);
                    from = at;
                }
            }

            await target.WriteAsync(buffer.AsMemory(from, at - from), cancellationToken);
            written += at;
            if (written > range.MaxBytes)
            {
                throw new InvalidDataException("The stream is larger than allowed.");
            }

            buffer.AsSpan(at, filled - at).CopyTo(buffer);
            filled -= at;
            progress?.Invoke(Duration(copied, sampleRate));
        }

        return Duration(copied, sampleRate);
    }

    private static TimeSpan Duration(long frames, int sampleRate) =>
        sampleRate == 0 ? TimeSpan.Zero : TimeSpan.FromSeconds((double)frames * AudioPlan.FrameSamples / sampleRate);

    private static int? FrameLength(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < HeaderLength)
        {
            return null;
        }

        var length = ((bytes[3] & 3) << 11) | (bytes[4] << 3) | (bytes[5] >> 5);
        return bytes[0] == 0xFF && (bytes[1] & 0xF6) == 0xF0 && length > HeaderLength
            ? length
            : throw new InvalidDataException("The stream is not AAC in ADTS.");
    }

    private static int SampleRate(ReadOnlySpan<byte> frame)
    {
        var index = (frame[2] >> 2) & 0xF;
        return index < SampleRates.Length ? SampleRates[index] : throw new InvalidDataException("The stream is not AAC in ADTS.");
    }
}

/// <summary>Which frames of a stream are copied.</summary>
/// <param name="Skip">How many are left out at the beginning.</param>
/// <param name="Take">How many are copied at most; what follows is read and dropped.</param>
/// <param name="MaxBytes">Bytes that the stream may have.</param>
internal sealed record AdtsRange(long Skip, long Take, long MaxBytes);
