using System.Buffers.Binary;
using System.Text;

namespace ZoomAspire.Simulator.Zoom;

/// <summary>
/// Makes longer and bigger recordings from a short one: repeats its media with a new <c>moov</c>, so that a player shows and
/// plays the whole length, and appends <c>free</c> boxes, which every player skips (ISO/IEC 14496-12). Understands files with
/// 32-bit offsets and durations, <c>moov</c> before a single <c>mdat</c>: what ffmpeg's <c>+faststart</c> writes.
/// </summary>
internal sealed class Mp4File
{
    private const int BoxHeader = 8;
    private const int LargeBoxHeader = 16;
    private const int FullBoxHeader = 12;

    private static readonly string[] Containers = ["moov", "trak", "edts", "mdia", "minf", "stbl"];

    private readonly byte[] _bytes;
    private readonly byte[] _fileType;
    private readonly Box _movie;
    private readonly byte[] _media;
    private readonly int _mediaStart;

    public Mp4File(byte[] bytes)
    {
        _bytes = bytes;
        var boxes = Box.ReadAll(bytes);
        _fileType = boxes.Single(box => box.Type == "ftyp").Bytes.ToArray();
        _movie = boxes.Single(box => box.Type == "moov");
        var media = boxes.Single(box => box.Type == "mdat");
        _media = media.Payload.ToArray();
        _mediaStart = media.Start + BoxHeader;
        Period = _movie.Children().Where(box => box.Type == "trak").Max(track => Track.Read(track).Period);
    }

    /// <summary>How long the media takes once: each repetition begins one period after the one before.</summary>
    public TimeSpan Period { get; }

    /// <summary>What says which kind of file it is: no media, nor anything about it.</summary>
    public RecordingContent Beginning => RecordingContent.Of(_fileType);

    /// <summary>The media <paramref name="times"/> times in a row.</summary>
    public RecordingContent Repeat(int times)
    {
        if (times == 1)
        {
            return RecordingContent.Of(_bytes);
        }

        var size = (uint)(BoxHeader + ((long)_media.Length * times));
        var movieLength = Rewrite(_movie, new Repetition(times, 0, _media.Length, default)).Length;
        var shift = _fileType.Length + movieLength + BoxHeader - _mediaStart;
        var movie = Rewrite(_movie, new Repetition(times, shift, _media.Length, default));
        return RecordingContent.Repeat([.. _fileType, .. movie, .. Number(size), .. "mdat"u8], _media, times);
    }

    /// <summary>
    /// The content and a <c>free</c> box with <paramref name="label"/>, so that no two files are alike; filled up to
    /// <paramref name="size"/> bytes if given.
    /// </summary>
    /// <exception cref="ZoomControlException">The file is bigger than <paramref name="size"/> already.</exception>
    public static RecordingContent Append(RecordingContent content, string label, long? size)
    {
        var text = Encoding.UTF8.GetBytes(label);
        var least = content.Length + LargeBoxHeader + text.Length;
        if (size is { } wanted && wanted < least)
        {
            throw new ZoomControlException($"This recording has at least {least} bytes; size must not be less.");
        }

        var total = size ?? least;
        var header = new byte[LargeBoxHeader];
        header[3] = 1; // The size follows as 64 bits: a recording may be padded beyond 4 GiB.
        "free"u8.CopyTo(header.AsSpan(4));
        BinaryPrimitives.WriteInt64BigEndian(header.AsSpan(BoxHeader), total - content.Length);
        return RecordingContent.Of(content, header, text).PaddedTo(total);
    }

    private static byte[] Rewrite(Box box, Repetition repetition)
    {
        if (box.Type == "trak")
        {
            repetition = repetition with { Track = Track.Read(box) };
        }

        return box.Type switch
        {
            "sgpd" or "sbgp" => [], // Optional hints about groups of samples; not worth repeating.
            "mvhd" => Patched(box, 24, repetition.LongestDuration(box)),
            "tkhd" => Patched(box, 28, repetition.TrackDuration),
            "mdhd" => Patched(box, 24, (uint)(repetition.Track.MediaDuration * repetition.Times)),
            "elst" => Patched(box, 16, repetition.TrackDuration),
            "stts" or "ctts" => Entries(box, 2, 1, repetition.Times, static (_, _) => 0),
            "stss" => Entries(box, 1, 1, repetition.Times, (_, round) => round * repetition.Track.Samples),
            "stsc" => Entries(box, 3, 1, repetition.Times, (field, round) => field == 0 ? round * repetition.Track.Chunks : 0),
            "stsz" => SampleSizes(box, repetition.Times),
            "stco" => Entries(
                box, 1, 1, repetition.Times, (_, round) => (uint)(repetition.Shift + ((long)round * repetition.MediaLength))),
            _ when Containers.Contains(box.Type) => Wrap(
                box.Type, [.. box.Children().SelectMany(child => Rewrite(child, repetition.In(box)))]),
            _ => box.Bytes.ToArray(),
        };
    }

    private static byte[] Patched(Box box, int offset, uint value)
    {
        var bytes = box.Bytes.ToArray();
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(offset), value);
        return bytes;
    }

    /// <summary>Repeats a table of 32-bit fields; <paramref name="add"/> says what a field gains in each round.</summary>
    private static byte[] Entries(Box box, int fields, uint countScale, int times, Func<int, uint, uint> add)
    {
        var bytes = box.Bytes.Span;
        var count = BinaryPrimitives.ReadUInt32BigEndian(bytes[FullBoxHeader..]) * countScale;
        var table = bytes[(FullBoxHeader + 4)..];
        using var output = new MemoryStream();
        output.Write(bytes[BoxHeader..FullBoxHeader]);
        output.Write(Number((uint)(count * times)));
        for (var round = 0u; round < times; round++)
        {
            for (var index = 0; index < count * fields; index++)
            {
                var value = BinaryPrimitives.ReadUInt32BigEndian(table[(index * 4)..]);
                output.Write(Number(value + add(index % fields, round)));
            }
        }

        return Wrap(box.Type, output.ToArray());
    }

    private static byte[] SampleSizes(Box box, int times)
    {
        var bytes = box.Bytes.Span;
        var count = BinaryPrimitives.ReadUInt32BigEndian(bytes[16..]);
        using var output = new MemoryStream();
        output.Write(bytes[BoxHeader..16]);
        output.Write(Number((uint)(count * times)));
        for (var round = 0; round < times; round++)
        {
            output.Write(bytes[20..]);
        }

        return Wrap(box.Type, output.ToArray());
    }

    private static byte[] Wrap(string type, byte[] payload) =>
        [.. Number((uint)(BoxHeader + payload.Length)), .. Encoding.ASCII.GetBytes(type), .. payload];

    private static byte[] Number(uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return bytes;
    }

    private readonly record struct Repetition(int Times, int Shift, int MediaLength, Track Track, Box? Movie = null)
    {
        public uint TrackDuration => Track.DurationIn(MovieScale(Movie!.Value), Times);

        public Repetition In(Box parent) => parent.Type == "moov" ? this with { Movie = parent } : this;

        public uint LongestDuration(Box movieHeader)
        {
            var times = Times;
            var scale = movieHeader.Number(20);
            return Movie!.Value.Children().Where(box => box.Type == "trak").Max(box => Track.Read(box).DurationIn(scale, times));
        }

        private static uint MovieScale(Box movie) => movie.Children().Single(box => box.Type == "mvhd").Number(20);
    }

    /// <summary>What the tables of a track say in sum.</summary>
    private readonly record struct Track(uint Scale, long MediaDuration, uint MediaOffset, uint Samples, uint Chunks)
    {
        public TimeSpan Period => TimeSpan.FromSeconds((double)MediaDuration / Scale);

        public static Track Read(Box track)
        {
            var header = track.Find("mdia", "mdhd");
            var table = track.Find("mdia", "minf", "stbl");
            return new Track(
                header.Number(20),
                header.Number(24),
                track.Find("edts", "elst").Number(20),
                table.Find("stsz").Number(16),
                table.Find("stco").Number(12));
        }

        public uint DurationIn(uint scale, int times) => (uint)(((MediaDuration * times) - MediaOffset) * scale / Scale);
    }

    private readonly record struct Box(string Type, int Start, ReadOnlyMemory<byte> Bytes)
    {
        public ReadOnlyMemory<byte> Payload => Bytes[BoxHeader..];

        public static List<Box> ReadAll(ReadOnlyMemory<byte> bytes)
        {
            var boxes = new List<Box>();
            for (var at = 0; at < bytes.Length;)
            {
                var size = (int)BinaryPrimitives.ReadUInt32BigEndian(bytes.Span[at..]);
                var type = Encoding.ASCII.GetString(bytes.Span.Slice(at + 4, 4));
                boxes.Add(new Box(type, at, bytes.Slice(at, size)));
                at += size;
            }

            return boxes;
        }

        public List<Box> Children() => ReadAll(Payload);

        public uint Number(int offset) => BinaryPrimitives.ReadUInt32BigEndian(Bytes.Span[offset..]);

        public Box Find(params ReadOnlySpan<string> path)
        {
            var found = this;
            foreach (var type in path)
            {
                found = found.Children().Single(box => box.Type == type);
            }

            return found;
        }
    }
}
