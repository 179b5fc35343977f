using System.Globalization;
using System.Runtime.ExceptionServices;

namespace ZoomAspire.Core.Media;

/// <summary>
/// Makes audio that fits under a limit out of a file in the media store: the sound as it is where that fits, else mono AAC of speech
/// quality, in parts if need be. ffmpeg reads the store by a signed address; stretches of one file are encoded side by side, one on each
/// core. One file at a time in a process: converting uses all cores, and temporary files stay within about twice the limit.
/// </summary>
internal sealed class AudioConverter(MediaStore media, Ffmpeg ffmpeg, TempSpace temp, TimeProvider time) : IDisposable
{
    private const int MostStretches = 4;
    private const int MaxAnswerBytes = 64 * 1024;
    private const long TableBytes = 4 * 1024 * 1024;

    // A stretch begins a little early: the encoder needs a frame to get going, and the windows of frames overlap.
    private const int LeadFrames = 2;
    private const int PrimingFrames = 1;

    // ffmpeg's encoder takes more for speech than it is told, by up to a half: a minute of the sound tells by how much, and what is too
    // large all the same is tried again with less.
    private const int Tries = 3;
    private const int LowestAsked = 8000;
    private const double Reserve = 1.03;
    private static readonly TimeSpan SampleLength = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan WorthSplitting = TimeSpan.FromMinutes(5);
    private static readonly FfmpegLimits ProbeLimits = new(TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(1));
    private static readonly FfmpegLimits EncodeLimits = new(TimeSpan.FromHours(1), TimeSpan.FromMinutes(30));

    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>Whether this machine can convert.</summary>
    public bool IsThere => ffmpeg.IsThere;

    /// <summary>Converts and stores. Of what it stored nothing is left if it fails.</summary>
    /// <param name="order">What and where to.</param>
    /// <param name="progress">Told how much is done, from 0 to 1.</param>
    /// <param name="cancellationToken">Gives up; ffmpeg is killed.</param>
    /// <returns>The parts, in their order.</returns>
    /// <exception cref="UnfitMediaException">Nothing that fits can be made of the file.</exception>
    /// <exception cref="IOException">Converting failed; another time it may not.</exception>
    public async Task<IReadOnlyList<ConvertedAudio>> ConvertAsync(
        ConversionOrder order, Action<double>? progress, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            var source = await ProbeAsync(order.SourceKey, cancellationToken);
            return await CopyAsync(source, order, progress, cancellationToken) ??
                await EncodeAsync(source, order, progress, cancellationToken);
        }
        catch (FfmpegException exception) when (exception.IsOfTheFile)
        {
            throw new UnfitMediaException("The file cannot be read as audio.", exception);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private async Task<AudioSource> ProbeAsync(string key, CancellationToken cancellationToken)
    {
        var demuxer = AudioSource.DemuxerFor(await HeadAsync(key, cancellationToken));
        var address = await media.SignAddressAsync(key, time.GetUtcNow() + EncodeLimits.Time, cancellationToken);
        using var answer = new MemoryStream();
        await ffmpeg.RunAsync(
            "ffprobe",
            [
                "-v", "error", "-select_streams", "a:0", "-show_entries", "format=duration:stream=codec_name,duration,bit_rate", "-of", "json",
                .. AudioSource.Input(address, demuxer),
            ],
            ProbeLimits,
            null,
            (stream, token) => ReadAsync(stream, answer, token),
            cancellationToken);
        return AudioSource.Read(address, demuxer, answer.ToArray());
    }

    private async Task<byte[]> HeadAsync(string key, CancellationToken cancellationToken)
    {
        await using var content = await media.OpenAsync(key, cancellationToken);
        var head = new byte[12];
        var length = await content.ReadAtLeastAsync(head, head.Length, false, cancellationToken);
        return head[..length];
    }

    private static async Task ReadAsync(Stream stream, MemoryStream answer, CancellationToken cancellationToken)
    {
        var buffer = new byte[4096];
        while (await stream.ReadAsync(buffer, cancellationToken) is > 0 and var read)
        {
            if (answer.Length + read > MaxAnswerBytes)
            {
                throw new UnfitMediaException("The file describes itself at too great a length.");
            }

            await answer.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }
    }

    /// <summary>The sound as it is: for videos whose sound fits.</summary>
    private async Task<IReadOnlyList<ConvertedAudio>?> CopyAsync(
        AudioSource source, ConversionOrder order, Action<double>? progress, CancellationToken cancellationToken)
    {
        if (order.IsSmall || !source.CanBeCopiedWithin(order.Limit))
        {
            return null;
        }

        var stretch = new Stretch(TimeSpan.Zero, null, new AdtsRange(0, long.MaxValue, order.Limit), null);
        try
        {
            var part = await MakePartAsync(source, [stretch], order, 0, TimeSpan.Zero, Scaled(progress, source.Duration), cancellationToken);
            if (!IsWhole(source, [part]))
            {
                await RemoveAsync([part]);
                return null;
            }

            return [part];
        }
        catch (Exception exception) when (exception is InvalidDataException or TooLargeException)
        {
            return null; // Larger than it said, or of a kind that cannot be cut into frames.
        }
    }

    private async Task<IReadOnlyList<ConvertedAudio>> EncodeAsync(
        AudioSource source, ConversionOrder order, Action<double>? progress, CancellationToken cancellationToken)
    {
        var plan = AudioPlan.Of(source.Duration, order.Limit, order.IsSmall ? AudioPlan.LowestBitRate : AudioPlan.HighestBitRate) ??
            throw new UnfitMediaException("The recording is too long.");
        var excess = await MeasureExcessAsync(source, plan, cancellationToken);
        for (var attempt = 1; attempt <= Tries; attempt++)
        {
            var asked = plan with { BitRate = Math.Max(LowestAsked, (int)(plan.BitRate / excess)) };
            try
            {
                return await EncodeAsync(source, asked, order, Scaled(progress, source.Duration), cancellationToken);
            }
            catch (TooLargeException exception)
            {
                excess *= exception.Ratio * Reserve;
            }
        }

        throw new UnfitMediaException("The recording does not become small enough.");
    }

    /// <summary>How many times as much the encoder takes for this sound as it is told; 1 at least.</summary>
    private async Task<double> MeasureExcessAsync(AudioSource source, AudioPlan plan, CancellationToken cancellationToken)
    {
        var length = source.Duration < SampleLength ? source.Duration : SampleLength;
        using var piece = temp.NewFile("aac");
        var stretch = new Stretch((source.Duration - length) / 2, length, new AdtsRange(0, long.MaxValue, long.MaxValue), plan);
        var encoded = await EncodeStretchAsync(source, stretch, piece, _ => { }, cancellationToken);
        return encoded > TimeSpan.Zero
            ? Math.Max(1, new FileInfo(piece.Path).Length * 8 / encoded.TotalSeconds / plan.BitRate)
            : throw new UnfitMediaException("The file has no sound.");
    }

    private async Task<IReadOnlyList<ConvertedAudio>> EncodeAsync(
        AudioSource source, AudioPlan plan, ConversionOrder order, Action<TimeSpan>? progress, CancellationToken cancellationToken)
    {
        var made = new List<ConvertedAudio>();
        var frames = (long)Math.Ceiling(source.Duration.TotalSeconds * plan.SampleRate / AudioPlan.FrameSamples);
        var perPart = (frames + plan.Parts - 1) / plan.Parts;
        try
        {
            for (var part = 0; part < plan.Parts; part++)
            {
                var first = part * perPart;
                var stretches = Stretches(plan, first, Math.Min(frames, first + perPart), isLast: part == plan.Parts - 1, order.Limit);
                var start = At(first, plan);
                made.Add(await MakePartAsync(
                    source, stretches, order, part, start, done => progress?.Invoke(start + done), cancellationToken));
            }

            return IsWhole(source, made) ? made : throw new IOException("The converted audio is shorter than its source.");
        }
        catch
        {
            await RemoveAsync(made);
            throw;
        }
    }

    // A read that broke off ends ffmpeg without an error.
    private static bool IsWhole(AudioSource source, IEnumerable<ConvertedAudio> made)
    {
        var missing = source.Duration - TimeSpan.FromSeconds(made.Sum(audio => audio.Duration.TotalSeconds));
        return missing <= TimeSpan.FromSeconds(2) || missing <= source.Duration / 50;
    }

    private static List<Stretch> Stretches(AudioPlan plan, long first, long end, bool isLast, long limit)
    {
        var count = At(end - first, plan) < WorthSplitting ? 1 : Math.Clamp(Environment.ProcessorCount, 1, MostStretches);
        var each = (end - first + count - 1) / count;
        var stretches = new List<Stretch>();
        for (var index = 0; index < count; index++)
        {
            var from = first + (index * each);
            var to = Math.Min(end, from + each);
            var lead = index == 0 ? 0 : LeadFrames;
            var skip = index == 0 ? 0 : LeadFrames + PrimingFrames;
            // Frame n carries what lies before it: the first stretch has one frame more. The last one takes whatever there is.
            var take = isLast && index == count - 1 ? long.MaxValue : to - from + (index == 0 ? PrimingFrames : 0);
            TimeSpan? length = take == long.MaxValue ? null : At(to - from + lead + (2 * PrimingFrames), plan);
            stretches.Add(new Stretch(At(from - lead, plan), length, new AdtsRange(skip, take, 2 * limit), plan));
        }

        return stretches;
    }

    private static TimeSpan At(long frames, AudioPlan plan) =>
        TimeSpan.FromSeconds((double)frames * AudioPlan.FrameSamples / plan.SampleRate);

    /// <exception cref="TooLargeException">It came out too large.</exception>
    private async Task<ConvertedAudio> MakePartAsync(
        AudioSource source,
        IReadOnlyList<Stretch> stretches,
        ConversionOrder order,
        int part,
        TimeSpan start,
        Action<TimeSpan>? progress,
        CancellationToken cancellationToken)
    {
        List<TempFile> pieces = [.. stretches.Select(_ => temp.NewFile("aac"))];
        using var whole = temp.NewFile("m4a");
        try
        {
            var duration = await EncodeStretchesAsync(source, stretches, pieces, progress, cancellationToken);
            TooLargeException.Demand(pieces.Sum(piece => new FileInfo(piece.Path).Length), order.Limit + TableBytes);
            await JoinAsync(pieces, whole, order.Limit, cancellationToken);
            pieces.ForEach(piece => piece.Dispose());
            TooLargeException.Demand(new FileInfo(whole.Path).Length, order.Limit);
            var key = order.KeyOf(part);
            await using var content = File.OpenRead(whole.Path);
            return new ConvertedAudio(key, await media.SaveAsync(key, content, "audio/mp4", cancellationToken), start, duration);
        }
        finally
        {
            pieces.ForEach(piece => piece.Dispose());
        }
    }

    private async Task<TimeSpan> EncodeStretchesAsync(
        AudioSource source,
        IReadOnlyList<Stretch> stretches,
        List<TempFile> pieces,
        Action<TimeSpan>? progress,
        CancellationToken cancellationToken)
    {
        var done = new long[stretches.Count];
        using var all = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = stretches.Select(async (stretch, index) =>
        {
            try
            {
                return await EncodeStretchAsync(
                    source,
                    stretch,
                    pieces[index],
                    length =>
                    {
                        Interlocked.Exchange(ref done[index], length.Ticks);
                        progress?.Invoke(TimeSpan.FromTicks(done.Sum()));
                    },
                    all.Token);
            }
            catch
            {
                await all.CancelAsync(); // The others would be of no use.
                throw;
            }
        }).ToList();
        try
        {
            return TimeSpan.FromTicks((await Task.WhenAll(running)).Sum(length => length.Ticks));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested &&
            running.Find(task => task.IsFaulted) is { Exception.InnerException: { } cause })
        {
            ExceptionDispatchInfo.Throw(cause);
            throw;
        }
    }

    private async Task<TimeSpan> EncodeStretchAsync(
        AudioSource source, Stretch stretch, TempFile piece, Action<TimeSpan> progress, CancellationToken cancellationToken)
    {
        var length = TimeSpan.Zero;
        await ffmpeg.RunAsync(
            "ffmpeg",
            stretch.Arguments(source),
            EncodeLimits,
            null,
            async (stream, token) =>
            {
                await using var file = new FileStream(piece.Path, FileMode.CreateNew, FileAccess.Write, FileShare.Read);
                length = await AdtsFrames.CopyAsync(stream, file, stretch.Range, progress, token);
            },
            cancellationToken);
        return length;
    }

    // M4A needs seeking, so it is the one thing that ffmpeg writes into a file; players can begin before they have all of it.
    private Task JoinAsync(List<TempFile> pieces, TempFile whole, long limit, CancellationToken cancellationToken) => ffmpeg.RunAsync(
        "ffmpeg",
        [
            "-hide_banner", "-nostdin", "-loglevel", "error", "-protocol_whitelist", "pipe", "-f", "aac", "-i", "pipe:0",
            "-c", "copy", "-map_metadata", "-1", "-movflags", "+faststart", "-f", "ipod", whole.Path,
        ],
        EncodeLimits with { FileBytes = limit + (2 * TableBytes) },
        async (stream, token) =>
        {
            foreach (var piece in pieces)
            {
                await using var file = File.OpenRead(piece.Path);
                await file.CopyToAsync(stream, token);
            }
        },
        (stream, token) => stream.CopyToAsync(Stream.Null, token),
        cancellationToken);

    private async Task RemoveAsync(IEnumerable<ConvertedAudio> made)
    {
        foreach (var audio in made)
        {
            try
            {
                await media.DeleteAsync(audio.Key, CancellationToken.None);
            }
            catch (Exception)
            {
                // What stays behind is swept; the caller needs to know why it failed.
            }
        }
    }

    private static Action<TimeSpan>? Scaled(Action<double>? progress, TimeSpan whole) =>
        progress is null ? null : done => progress(Math.Clamp(done / whole, 0, 1));

    /// <summary>What was made is larger than wanted.</summary>
    private sealed class TooLargeException(double ratio) : Exception("The audio came out too large.")
    {
        /// <summary>How many times too large.</summary>
        public double Ratio { get; } = ratio;

        public static void Demand(long size, long limit)
        {
            if (size > limit)
            {
                throw new TooLargeException((double)size / limit);
            }
        }
    }

    /// <summary>A stretch of the source that one ffmpeg encodes.</summary>
    /// <param name="Start">Where it begins.</param>
    /// <param name="Length">How much is read; null for all there is.</param>
    /// <param name="Range">Which of the encoded frames count.</param>
    /// <param name="Plan">How it is encoded; null for as it is.</param>
    private sealed record Stretch(TimeSpan Start, TimeSpan? Length, AdtsRange Range, AudioPlan? Plan)
    {
        public IEnumerable<string> Arguments(AudioSource source) =>
        [
            "-hide_banner", "-nostdin", "-loglevel", "error",
            .. Start > TimeSpan.Zero ? (string[])["-ss", Seconds(Start)] : [],
            .. Length is { } length ? (string[])["-t", Seconds(length)] : [],
            .. AudioSource.Input(source.Address, source.Demuxer),
            "-map", "0:a:0", "-vn", "-sn", "-dn", "-map_metadata", "-1",
            .. Plan is { } plan
                ? (string[])["-ac", "1", "-ar", Text(plan.SampleRate), "-c:a", "aac", "-b:a", Text(plan.BitRate), "-threads", "1"]
                : ["-c:a", "copy"],
            "-f", "adts", "pipe:1",
        ];

        private static string Seconds(TimeSpan span) => span.TotalSeconds.ToString("0.000000", CultureInfo.InvariantCulture);

        private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
    }
}

/// <summary>What is to be converted.</summary>
/// <param name="SourceKey">The file in the media store.</param>
/// <param name="Limit">Bytes of the largest file that may come out.</param>
/// <param name="KeyOf">Under which key a part is stored.</param>
internal sealed record ConversionOrder(string SourceKey, long Limit, Func<int, string> KeyOf)
{
    /// <summary>Whether it is to be as small as speech bears, however much would fit.</summary>
    public bool IsSmall { get; init; }
}

/// <summary>A part that was made and stored.</summary>
/// <param name="Key">Its key in the media store.</param>
/// <param name="Stored">Its size and checksum.</param>
/// <param name="Start">Where in the recording it begins.</param>
/// <param name="Duration">How long it lasts.</param>
internal sealed record ConvertedAudio(string Key, StoredMedia Stored, TimeSpan Start, TimeSpan Duration);
