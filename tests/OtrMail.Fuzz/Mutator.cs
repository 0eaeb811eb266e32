using System.Buffers.Binary;
using System.Text;

namespace OtrMail.Fuzz;

/// <summary>Makes an input of other inputs: some small changes, one after the other; repeatable by its seed.</summary>
internal sealed class Mutator(int seed, IReadOnlyList<string> words)
{
    private const int MaxLength = 1 << 16;
    private const int MaxChanges = 12;

    private static readonly uint[] Interesting =
        [0, 1, 2, 3, 4, 15, 16, 31, 32, 64, 127, 128, 255, 256, 1000, 1024, 4096, 32767, 32768, 65535, 65536, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFE, 0xFFFFFFFF];

    private readonly Random _random = new(seed);
    private readonly byte[][] _words = [.. words.Select(Encoding.Latin1.GetBytes)];

    public byte[] Make(IReadOnlyList<byte[]> corpus)
    {
        // what was found last leads on most often
        int span = corpus.Count > 8 && _random.Next(2) == 0 ? corpus.Count / 4 : corpus.Count;
        List<byte> input = [.. corpus[corpus.Count - 1 - _random.Next(span)]];
        for (int changes = 1 + _random.Next(_random.Next(1, MaxChanges)); changes > 0; changes--)
            Change(input, corpus);
        if (input.Count > MaxLength)
            input.RemoveRange(MaxLength, input.Count - MaxLength);
        return [.. input];
    }

    private void Change(List<byte> input, IReadOnlyList<byte[]> corpus)
    {
        switch (_random.Next(input.Count == 0 ? 3 : 12))
        {
            case 0:
                Insert(input, Word());
                break;
            case 1:
                Insert(input, Piece(corpus[_random.Next(corpus.Count)]));
                break;
            case 2:
                byte[] random = new byte[_random.Next(1, 17)];
                _random.NextBytes(random);
                Insert(input, random);
                break;
            case 3:
                input[_random.Next(input.Count)] ^= (byte)(1 << _random.Next(8));
                break;
            case 4:
                input[_random.Next(input.Count)] = (byte)_random.Next(256);
                break;
            case 5:
                input[_random.Next(input.Count)] += (byte)(_random.Next(33) - 16);
                break;
            case 6:
                OverwriteNumber(input);
                break;
            case 7:
                (int from, int length) = Range(input.Count);
                input.RemoveRange(from, length);
                break;
            case 8:
                Insert(input, Piece([.. input]));
                break;
            case 9:
                Overwrite(input, Word());
                break;
            case 10:
                Overwrite(input, Piece([.. input]));
                break;
            default:
                Repeat(input);
                break;
        }
    }

    private void Repeat(List<byte> input)
    {
        byte[] piece = Piece([.. input]);
        int times = Math.Min(1 << _random.Next(8), 4096 / Math.Max(1, piece.Length));
        List<byte> many = [];
        for (int i = 0; i < times; i++)
            many.AddRange(piece);
        Insert(input, [.. many]);
    }

    private void OverwriteNumber(List<byte> input)
    {
        uint number = Interesting[_random.Next(Interesting.Length)];
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, number);
        Overwrite(input, bytes[(4 - (1 << _random.Next(3)))..]);
    }

    private byte[] Word() => _words.Length == 0 ? [0] : _words[_random.Next(_words.Length)];

    private byte[] Piece(byte[] of)
    {
        (int from, int length) = Range(of.Length);
        return of[from..(from + length)];
    }

    private (int From, int Length) Range(int whole)
    {
        if (whole == 0)
            return (0, 0);
        int from = _random.Next(whole);
        int most = Math.Min(whole - from, _random.Next(4) == 0 ? whole : 32);
        return (from, 1 + _random.Next(most));
    }

    private void Insert(List<byte> input, byte[] bytes) => input.InsertRange(_random.Next(input.Count + 1), bytes);

    private void Overwrite(List<byte> input, byte[] bytes)
    {
        int at = _random.Next(input.Count);
        for (int i = 0; i < bytes.Length && at + i < input.Count; i++)
            input[at + i] = bytes[i];
    }
}
