namespace OtrMail.Ring.Arithmetic;

/// <summary>
/// Textbook RSA with one key in one direction: the map m → m^e mod n, or m → m^d mod n (RFC 8017, sections 5.1.1 and
/// 5.1.2), without padding. May be used by several threads at once.
/// </summary>
internal interface IRawRsa : IDisposable
{
    /// <summary>
    /// Applies the map. <paramref name="input"/> and <paramref name="output"/> are big-endian, both exactly as long as
    /// the modulus; the input is below the modulus, which the caller has checked.
    /// </summary>
    /// <exception cref="System.Security.Cryptography.CryptographicException">The arithmetic failed.</exception>
    void Apply(ReadOnlySpan<byte> input, Span<byte> output);
}
