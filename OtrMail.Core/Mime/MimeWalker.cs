using System.Diagnostics.CodeAnalysis;

namespace OtrMail.Core.Mime;

/// <summary>
/// Finds the parts of a mail (RFC 2046 section 5.1) in one pass over its bytes, without copying or decoding any. Only
/// lines that begin with <c>--</c> are looked at; each is compared with the boundaries of the open multiparts, of
/// which there are at most <see cref="MimeLimits.MaxDepth"/>. A missing closing boundary ends with what is around it.
/// Whole mails inside (message/rfc822) are leaves.
/// </summary>
internal sealed class MimeWalker
{
    private readonly ReadOnlyMemory<byte> _mail;
    private readonly MimeLimits _limits;
    private readonly List<MimePart> _parts = [];
    private readonly List<MimePart> _open = [];
    private MimePart? _leaf;
    private int _leafStart;

    private MimeWalker(ReadOnlyMemory<byte> mail, MimeLimits limits)
    {
        _mail = mail;
        _limits = limits;
    }

    /// <summary>
    /// All parts in order, the mail itself first. False with <see cref="MimeFault.TooLarge"/> as soon as a limit is
    /// passed.
    /// </summary>
    public static bool TryWalk(
        ReadOnlyMemory<byte> mail,
        MimeLimits limits,
        [NotNullWhen(true)] out IReadOnlyList<MimePart>? parts,
        out MimeFault fault)
    {
        var walker = new MimeWalker(mail, limits);
        parts = walker.TryWalk() ? walker._parts : null;
        fault = parts is null ? MimeFault.TooLarge : MimeFault.None;
        return parts is not null;
    }

    private bool TryWalk()
    {
        if (!TryEnter(0, out int at))
            return false;
        while (TryNextDashes(ref at, out int lineEnd))
        {
            ReadOnlySpan<byte> line = _mail.Span[(at + 2)..lineEnd].TrimEnd(" \t\r\n"u8);
            int level = LevelOf(line, out bool closes);
            if (level < 0)
            {
                at = lineEnd;
                continue;
            }

            CloseLeaf(at);
            _open.RemoveRange(closes ? level : level + 1, _open.Count - (closes ? level : level + 1));
            at = lineEnd;
            if (!closes && !TryEnter(lineEnd, out at))
                return false;
        }

        CloseLeaf(_mail.Length, beforeBoundary: false);
        return true;
    }

    /// <summary>Reads the part whose header begins here; what follows is its body.</summary>
    private bool TryEnter(int at, out int bodyStart)
    {
        bodyStart = at;
        if (_parts.Count == _limits.MaxParts
            || !HeaderBlock.TryParse(_mail[at..], _limits, _open.Count > 0, out HeaderBlock? header, out _))
            return false;
        MimePart? parent = _open.Count > 0 ? _open[^1] : null;
        var part = new MimePart(parent, header, parent?.Content.Sub == "digest");
        _parts.Add(part);
        bodyStart = at + header.BodyOffset;
        if (part.IsLeaf)
            (_leaf, _leafStart) = (part, bodyStart);
        else if (_open.Count == _limits.MaxDepth)
            return false;
        else
            _open.Add(part);
        return true;
    }

    /// <summary>
    /// Moves on to the next line, from the line at <paramref name="at"/> on, that begins with two dashes.
    /// </summary>
    private bool TryNextDashes(ref int at, out int lineEnd)
    {
        lineEnd = 0;
        if (_open.Count == 0)
            return false;
        ReadOnlySpan<byte> rest = _mail.Span[at..];
        if (!rest.StartsWith("--"u8))
        {
            int before = rest.IndexOf("\n--"u8);
            if (before < 0)
                return false;
            at += before + 1;
        }

        int lf = _mail.Span[at..].IndexOf((byte)'\n');
        lineEnd = lf < 0 ? _mail.Length : at + lf + 1;
        return true;
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

    private void CloseLeaf(int end, bool beforeBoundary = true)
    {
        if (_leaf is null)
            return;
        ReadOnlySpan<byte> body = _mail.Span[_leafStart..Math.Max(end, _leafStart)];
        if (beforeBoundary)
            body = body.EndsWith("\r\n"u8) ? body[..^2] : body.EndsWith("\n"u8) ? body[..^1] : body;
        _leaf.Body = _mail.Slice(_leafStart, body.Length);
        _leaf = null;
    }
}
