using System.Buffers.Binary;
using System.Text;
using OtrMail.Core.Primitives;

namespace OtrMail.Core.Storage;

/// <summary>
/// Turns kinds, scopes and names into what stands in the database: HMAC-SHA-256 (RFC 2104) under the index key,
/// truncated, so that who has the database but not the vault learns no address and no name from it.
/// <code>
/// kind   first 8 bytes of HMAC(01 || kind), as a signed big-endian integer
/// scope  first 16 bytes of HMAC(02 || scope)
/// name   first 16 bytes of HMAC(03 || DATA kind || DATA scope || DATA name)
/// </code>
/// DATA is a two-byte big-endian length and that many bytes of UTF-8.
/// <para>For one transaction, which asks for few kinds and often for the same scope again: those are remembered.</para>
/// </summary>
internal sealed class RowIndex(StoreKey key)
{
    /// <summary>Length of a hashed scope or name.</summary>
    public const int HashSize = 16;

    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    private readonly Dictionary<string, long> _kinds = new(StringComparer.Ordinal);
    private string? _scope;
    private byte[] _scopeHash = [];

    /// <summary>Hash of a kind.</summary>
    public long OfKind(RecordKind kind)
    {
        ArgumentNullException.ThrowIfNull(kind);
        if (!_kinds.TryGetValue(kind.Name, out long hash))
            _kinds.Add(kind.Name, hash = BinaryPrimitives.ReadInt64BigEndian(Hash([1, .. Encoding.ASCII.GetBytes(kind.Name)])));
        return hash;
    }

    /// <summary>Hash of a scope, 16 bytes, not to be written to.</summary>
    public byte[] OfScope(string scope)
    {
        ArgumentNullException.ThrowIfNull(scope);
        if (scope != _scope)
            (_scopeHash, _scope) = (Hash([2, .. Utf8(scope)]), scope);
        return _scopeHash;
    }

    /// <summary>All three hashes of a record.</summary>
    public RowKey Of(RecordKind kind, string scope, string name)
    {
        long kindHash = OfKind(kind);
        byte[] nameHash = Hash(
            [3, .. Data(Encoding.ASCII.GetBytes(kind.Name)), .. Data(Utf8(scope)), .. Data(Utf8(name))]);
        return new RowKey(kindHash, OfScope(scope), nameHash);
    }

    /// <summary>UTF-8 bytes of a scope or name.</summary>
    /// <exception cref="ArgumentException">It is not well-formed or longer than 1024 bytes.</exception>
    public static byte[] Utf8(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        byte[] bytes = Strict.GetBytes(text);
        if (bytes.Length > StoreLimits.MaxText)
            throw new ArgumentException($"scopes and names have at most {StoreLimits.MaxText} bytes", nameof(text));
        return bytes;
    }

    private static byte[] Data(byte[] bytes) => [(byte)(bytes.Length >> 8), (byte)bytes.Length, .. bytes];

    private byte[] Hash(byte[] message) => HmacSha256.HashData(key.Span, message)[..HashSize];
}
