using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Win32.SafeHandles;
using OtrMail.Core.Primitives;

namespace OtrMail.Core.Storage;

/// <summary>
/// The outside copy of the generation counter: the file <c>{store ID}.generation</c> in the state directory, one
/// line <c>{generation} {tag}</c>, the tag being 32 hex digits of HMAC-SHA-256 over the number's digits under the
/// generation key. It is a witness, not a ledger: losing it is normal, and what does not verify counts as lost, so
/// that no damage to it can raise a false alarm.
/// </summary>
internal sealed class GenerationCopy(string? directory, StoreKeys keys)
{
    private const int TagSize = 16;

    private readonly string? _path = directory is null
        ? null
        : Path.Combine(directory, Convert.ToHexStringLower(keys.StoreId) + ".generation");

    /// <summary>The remembered generation; 0 when there is none.</summary>
    public long Read()
    {
        try
        {
            if (_path is null || !File.Exists(_path)
                || StoreFiles.ReadSmall(_path, StoreLimits.MaxGenerationCopy) is not { } bytes)
                return 0;
            string text = Encoding.ASCII.GetString(bytes);
            int space = text.IndexOf(' ', StringComparison.Ordinal);
            return space > 0
                && long.TryParse(text.AsSpan(0, space), NumberStyles.None, CultureInfo.InvariantCulture, out long value)
                && value <= StoreLimits.MaxGeneration
                && CryptographicOperations.FixedTimeEquals(bytes, Encode(value))
                ? value
                : 0;
        }
        catch (Exception e) when (StoreTrouble.Is(e))
        {
            return 0;
        }
    }

    /// <summary>
    /// Remembers a generation. Not made durable: a copy that is behind is normal, and a failure is no reason to
    /// fail a commit that has already happened. Written in place: its few bytes are in one sector, and half a line
    /// would count as lost; a new file renamed over it has the file system write it out at once.
    /// </summary>
    public void Write(long generation)
    {
        if (_path is null)
            return;
        try
        {
            StoreFiles.CreateDirectory(Path.GetDirectoryName(_path)!);
            byte[] line = Encode(generation);
            using SafeFileHandle handle = StoreFiles.Open(_path, FileMode.OpenOrCreate);
            RandomAccess.Write(handle, line, 0);
            if (RandomAccess.GetLength(handle) > line.Length)
                RandomAccess.SetLength(handle, line.Length);
        }
        catch (Exception e) when (StoreTrouble.Is(e))
        {
            // a missing witness is normal
        }
    }

    private byte[] Encode(long generation)
    {
        string digits = generation.ToString(CultureInfo.InvariantCulture);
        byte[] tag = HmacSha256.HashData(keys.Generation.Span, Encoding.ASCII.GetBytes(digits));
        return Encoding.ASCII.GetBytes($"{digits} {Convert.ToHexStringLower(tag.AsSpan(0, TagSize))}\n");
    }
}
