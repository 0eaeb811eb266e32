using System.Buffers.Text;

namespace OtrMail.Core.Mime;

/// <summary>
/// Decodes base64 that comes in lines of any length: the characters of many lines are put side by side in a small
/// buffer and decoded as one block. Only characters of the alphabet may be added; padding is put back at the end.
/// </summary>
internal sealed class Base64Joiner(int maxChars)
{
    private readonly byte[] _decoded = GC.AllocateUninitializedArray<byte>((int)((maxChars + 3L) / 4 * 3));
    private readonly byte[] _block = new byte[Math.Min(16 << 10, maxChars / 4 * 4 + 4)];
    private int _held;
    private int _length;

    /// <summary>Characters added so far.</summary>
    public long Chars { get; private set; }

    /// <summary>Takes the next characters.</summary>
    public void Add(ReadOnlySpan<byte> chars)
    {
        Chars += chars.Length;
        while (!chars.IsEmpty)
        {
            int taken = Math.Min(chars.Length, _block.Length - _held);
            chars[..taken].CopyTo(_block.AsSpan(_held));
            chars = chars[taken..];
            _held += taken;
            if (_held == _block.Length)
                Flush();
        }
    }

    /// <summary>The decoded bytes; null when one character stands alone at the end, which encodes nothing.</summary>
    public ReadOnlyMemory<byte>? Finish()
    {
        if (_held % 4 == 1)
            return null;
        while (_held % 4 != 0)
            _block[_held++] = (byte)'=';
        Flush();
        return _decoded.AsMemory(0, _length);
    }

    private void Flush()
    {
        Base64.DecodeFromUtf8(_block.AsSpan(0, _held), _decoded.AsSpan(_length), out _, out int written);
        _length += written;
        _held = 0;
    }
}
