using System.Diagnostics.CodeAnalysis;

namespace OtrMail.Core.Mime;

/// <summary>
/// Finds the parts of a mail (RFC 2046 section 5.1) in one pass over its bytes, as they come, without decoding any. Only
/// lines that begin with <c>--</c> are looked at; each is compared with the boundaries of the open multiparts, of
/// which there are at most <see cref="MimeLimits.MaxDepth"/>. A missing closing boundary ends with what is around it.
/// Whole mails inside (message/rfc822) are leaves. What it finds does not depend on the pieces that the mail comes in.
/// </summary>
internal sealed class MimeWalker(MimeLimits limits, IPartSink sink)
{
    /// <summary>A longer line is no boundary: boundaries have 256 characters at most, and blanks after them few.</summary>
    private const int MaxBoundaryLine = 4 << 10;

    /// <summary>CR, LF and a dash may be the begin of a boundary line.</summary>
    private const int HeldBack = 4;

    private const int PieceBytes = 64 << 10;

    private readonly List<MimePart> _open = [];
    private byte[] _buffer = [];
    private int _at;
    private int _filled;
    private long _passed;
    private int _parts;
    private MimePart? _leaf;
    private bool _isEntering = true;
    private bool _isLineStart;

    /// <summary>Whether a limit was passed; then there is no more to be had.</summary>
    public bool IsTooLarge { get; private set; }

    private ReadOnlySpan<byte> Rest => _buffer.AsSpan(_at, _filled - _at);

    /// <summary>All parts of a mail in memory, in order, the mail itself first. False as soon as a limit is passed.</summary>
    public static bool TryWalk(
        ReadOnlyMemory<byte> mail, MimeLimits limits, [NotNullWhen(true)] out IReadOnlyList<MimePart>? parts)
    {
        var list = new PartList();
        var walker = new MimeWalker(limits, list);
        walker.Feed(mail.Span);
        walker.Finish();
        foreach (MimePart part in list.Parts.Where(part => part.IsLeaf))
            part.Body = mail.Slice((int)part.BodyOffset, (int)part.BodyLength);
        parts = walker.IsTooLarge ? null : list.Parts;
        return parts is not null;
    }

    /// <summary>The next bytes of the mail.</summary>
    public void Feed(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty && !IsTooLarge && !sink.IsDone)
        {
            if (_leaf is not null && _open.Count == 0 && _at == _filled)
            {
                Pass(bytes); // the mail is one part
                return;
            }

            ReadOnlySpan<byte> piece = bytes[..Math.Min(bytes.Length, PieceBytes)];
            bytes = bytes[piece.Length..];
            Hold(piece);
            Advance(isLast: false);
        }
    }

    /// <summary>The mail has ended.</summary>
    public void Finish()
    {
        Advance(isLast: true);
        if (!IsTooLarge && !sink.IsDone)
            CloseLeaf();
    }

    private void Advance(bool isLast)
    {
        bool goesOn = true;
        while (goesOn && !IsTooLarge && !sink.IsDone)
            goesOn = _isEntering ? TryEnter(isLast) : TryStep(isLast);
    }

    private void Hold(ReadOnlySpan<byte> piece)
    {
        if (_at > 0)
        {
            Rest.CopyTo(_buffer);
            _filled -= _at;
            _passed += _at;
            _at = 0;
        }

        if (_filled + piece.Length > _buffer.Length)
            Array.Resize(ref _buffer, Math.Max(_filled + piece.Length, Math.Min(4 * PieceBytes, _buffer.Length * 2)));
        piece.CopyTo(_buffer.AsSpan(_filled));
        _filled += piece.Length;
    }

    /// <summary>Reads the part whose header begins here; false when more of it has to come.</summary>
    private bool TryEnter(bool isLast)
    {
        if (!isLast && Rest.Length <= limits.MaxHeaderBytes)
            return false;
        HeaderBlock? header = null;
        IsTooLarge = _parts == limits.MaxParts || !TryReadHeader(out header);
        if (IsTooLarge)
            return false;
        _parts++;
        MimePart? parent = _open.Count > 0 ? _open[^1] : null;
        var part = new MimePart(parent, header!, parent?.Content.Sub == "digest");
        _at += header!.BodyOffset;
        _isEntering = false;
        _isLineStart = true;
        part.BodyOffset = _passed + _at;
        if (part.IsLeaf)
            _leaf = part;
        else if (_open.Count == limits.MaxDepth)
            IsTooLarge = true;
        else
            _open.Add(part);
        if (!IsTooLarge)
            sink.Begin(part);
        return !IsTooLarge;
    }

    /// <summary>The header block here, on its own.</summary>
    private bool TryReadHeader(out HeaderBlock? header)
    {
        header = null;
        bool isInside = _open.Count > 0;
        ReadOnlySpan<byte> window = Rest[..Math.Min(Rest.Length, limits.MaxHeaderBytes)];
        int length = HeaderScanner.BodyOffsetOf(window, isInside, out bool sawEmptyLine);
        return (length < window.Length || window.Length == Rest.Length || sawEmptyLine)
            && HeaderBlock.TryParse(window[..length].ToArray(), limits, isInside, out header, out _);
    }

    /// <summary>Goes on to the next boundary, or as far as there is something; false when more has to come.</summary>
    private bool TryStep(bool isLast)
    {
        ReadOnlySpan<byte> rest = Rest;
        if (rest.IsEmpty)
            return false;
        if (_open.Count == 0)
        {
            PassTo(rest.Length);
            return false;
        }

        int dashes = NextDashes(rest);
        if (dashes < 0)
        {
            // what begins a line may yet become a boundary
            int held = isLast ? 0 : _isLineStart && "--"u8.StartsWith(rest) ? rest.Length : Math.Min(rest.Length, HeldBack);
            PassTo(rest.Length - held);
            return false;
        }

        ReadOnlySpan<byte> line = rest[dashes..];
        int lf = line[..Math.Min(line.Length, MaxBoundaryLine)].IndexOf((byte)'\n');
        if (lf < 0 && line.Length < MaxBoundaryLine && !isLast)
            return false;
        int end = lf < 0 ? Math.Min(line.Length, MaxBoundaryLine) : lf + 1;
        bool isWhole = lf >= 0 || line.Length < MaxBoundaryLine;
        int level = isWhole ? LevelOf(line[2..end].TrimEnd(" \t\r\n"u8), out bool closes) : NoLevel(out closes);
        if (level < 0)
        {
            // its line end may belong to the next line
            PassTo(dashes + (lf < 0 ? end : Math.Max(2, lf - 1)));
            return _at < _filled;
        }

        int body = dashes > 0 && rest[..dashes].EndsWith("\r\n"u8) ? dashes - 2 : Math.Max(0, dashes - 1);
        PassTo(body);
        CloseLeaf();
        _at += dashes - body + end;
        _open.RemoveRange(closes ? level : level + 1, _open.Count - (closes ? level : level + 1));
        _isEntering = !closes;
        _isLineStart = true;
        return true;
    }

    private static int NoLevel(out bool closes)
    {
        closes = false;
        return -1;
    }

    /// <summary>Where the next line is that begins with two dashes.</summary>
    private int NextDashes(ReadOnlySpan<byte> rest)
    {
        if (_isLineStart && rest.StartsWith("--"u8))
            return 0;
        int before = rest.IndexOf("\n--"u8);
        return before < 0 ? -1 : before + 1;
    }

    /// <summary>Which open multipart's boundary this is, the innermost first; -1 for none.</summary>
    private int LevelOf(ReadOnlySpan<byte> line, out bool closes)
    {
        for (int level = _open.Count - 1; level >= 0; level--)
        {
            ReadOnlySpan<byte> boundary = _open[level].Content.Boundary;
            closes = line.Length == boundary.Length + 2;
            if (line.StartsWith(boundary) && (line.Length == boundary.Length || closes && line.EndsWith("--"u8)))
                return level;
        }

        closes = false;
        return -1;
    }

    private void PassTo(int length)
    {
        if (length == 0)
            return;
        int from = _at;
        _at += length;
        _isLineStart = false;
        if (_leaf is null)
            return;
        _leaf.BodyLength += length;
        sink.Body(_buffer.AsSpan(from, length));
    }

    private void Pass(ReadOnlySpan<byte> bytes)
    {
        _passed += bytes.Length;
        _leaf!.BodyLength += bytes.Length;
        sink.Body(bytes);
    }

    private void CloseLeaf()
    {
        if (_leaf is null)
            return;
        _leaf = null;
        sink.End();
    }

    private sealed class PartList : IPartSink
    {
        public List<MimePart> Parts { get; } = [];

        public bool IsDone => false;

        public void Begin(MimePart part) => Parts.Add(part);

        public void Body(ReadOnlySpan<byte> bytes)
        {
        }

        public void End()
        {
        }
    }
}
