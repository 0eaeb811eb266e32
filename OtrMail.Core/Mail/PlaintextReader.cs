using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using OtrMail.Core.Keys;
using OtrMail.Core.Ratchet;
using OtrMail.Core.Streams;
using OtrMail.Core.Wire;

namespace OtrMail.Core.Mail;

/// <summary>
/// Reads a plaintext that is written to it in pieces, strictly. All of it is checked; of a mail that is not to be kept
/// in memory only the start stays.
/// </summary>
/// <param name="length">Bytes that the plaintext has.</param>
/// <param name="limits">Longest mail.</param>
/// <param name="keepsAll">Whether the whole mail is to be in memory.</param>
internal sealed class PlaintextReader(long length, MailLimits limits, bool keepsAll) : WriteOnlyStream
{
    /// <summary>Bytes of the fields before the mail at most.</summary>
    private const int MostFields = 18 + RatchetPublicKey.FullBytes + 4 + KeyBundle.MaxBytes + 4 + MailLimits.SignatureBytes
        + 1 + (MailLimits.Naks * (MailLimits.SessionIdBytes + MailLimits.HashBytes)) + 4 + MailLimits.OuterRecordBytes;

    private readonly byte[] _front = new byte[Math.Min(length, MostFields)];
    private readonly MemoryStream _mail = new((int)Math.Min(keepsAll ? length : MailBytes.StartBytes, 64 << 20));
    private int _held;
    private Plaintext? _fields;
    private BodyDecoder? _decoder;
    private bool _hasFailed;

    /// <summary>Where the mail's coding begins.</summary>
    public int MailOffset { get; private set; }

    /// <summary>Bytes of the mail's coding.</summary>
    public long CodedLength => _decoder?.Coded ?? 0;

    /// <summary>Bytes of the mail.</summary>
    public long MailLength => _decoder?.Decoded ?? 0;

    /// <summary>Bytes that come next and are only counted (<see cref="BodyDecoder.OnlyCounted"/>).</summary>
    public long OnlyCounted => _decoder?.OnlyCounted ?? 0;

    /// <summary>Goes on behind bytes that are <see cref="OnlyCounted"/>.</summary>
    public void Leave(long count) => _decoder!.Leave(count);

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (_hasFailed)
            return;
        if (_decoder is null)
        {
            int taken = Math.Min(buffer.Length, _front.Length - _held);
            buffer[..taken].CopyTo(_front.AsSpan(_held));
            _held += taken;
            buffer = buffer[taken..];
            if (_held < _front.Length)
                return;
            _fields = ReadFields();
            _hasFailed = _fields is null;
            if (_hasFailed)
                return;
            _decoder = new BodyDecoder(_mail, limits.MailBytes) { Wanted = keepsAll ? long.MaxValue : MailBytes.StartBytes };
            _decoder.Write(_front.AsSpan(MailOffset));
        }

        _decoder.Write(buffer);
    }

    /// <summary>What was read, if it is a plaintext.</summary>
    /// <param name="mailOf">The mail, from its bytes in memory: all of it or its start.</param>
    /// <param name="plaintext">The plaintext.</param>
    public bool TryFinish(Func<ReadOnlyMemory<byte>, MailBytes> mailOf, [NotNullWhen(true)] out Plaintext? plaintext)
    {
        plaintext = null;
        if (_fields is null || _decoder is not { HasEnded: true, IsMalformed: false })
            return false;
        long content = MailOffset + _decoder.Coded;
        if (Padme.PaddedLength(content) != length || content + _decoder.Padding != length)
            return false;
        MailBytes mail = mailOf(_mail.GetBuffer().AsMemory(0, (int)_mail.Length));
        plaintext = _fields.With(mail);
        return true;
    }

    protected override void Dispose(bool disposing)
    {
        CryptographicOperations.ZeroMemory(_front);
        _decoder?.Wipe();
        base.Dispose(disposing);
    }

    private Plaintext? ReadFields()
    {
        var reader = new WireReader(_front);
        byte kind = reader.Byte();
        byte flags = reader.Byte();
        long stamp = reader.Long();
        long echo = reader.Long();
        ReadOnlySpan<byte> nextKey = reader.Raw(RatchetPublicKey.FullBytes);
        ReadOnlySpan<byte> bundle = reader.Data(KeyBundle.MaxBytes);
        ReadOnlySpan<byte> signature = reader.Data(MailLimits.SignatureBytes);
        int nakCount = reader.Count(MailLimits.Naks);
        var naks = new List<Nak>(nakCount);
        for (int i = 0; i < nakCount && reader.Ok; i++)
            naks.Add(new Nak(reader.Raw(MailLimits.SessionIdBytes).ToArray(), reader.Raw(MailLimits.HashBytes).ToArray()));
        ReadOnlySpan<byte> outerRecord = reader.Data(MailLimits.OuterRecordBytes);
        if (!reader.Ok
            || (MessageKind)kind is not (MessageKind.Mail or MessageKind.Ack)
            || (flags & ~Plaintext.ResentFlag) != 0
            || !RatchetPublicKey.TryReadFull(nextKey, out RatchetPublicKey? key))
            return null;
        MailOffset = reader.Position;
        return new Plaintext
        {
            Stamp = stamp,
            Echo = echo,
            NextKey = key,
            Bundle = bundle.ToArray(),
            Signature = signature.ToArray(),
            Content = new MailContent(
                Array.Empty<byte>(), outerRecord.ToArray(), (MessageKind)kind, (flags & Plaintext.ResentFlag) != 0, naks),
        };
    }
}
