namespace OtrMail.Core.Mail;

/// <summary>An expired signing key made public: whoever has the prime can sign with it.</summary>
/// <param name="Fingerprint">Fingerprint of the key, 32 bytes.</param>
/// <param name="Prime">The smaller prime factor of its modulus, big-endian, no leading zero.</param>
public sealed record PublishedKey(byte[] Fingerprint, byte[] Prime);
