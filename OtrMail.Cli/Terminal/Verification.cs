using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using OtrMail.Core.Keys;
using QRCoder;

namespace OtrMail.Cli.Terminal;

/// <summary>How two people compare their identity keys (paper, 5.1): a number to read aloud, and a picture.</summary>
internal static class Verification
{
    private const int Groups = 12;

    /// <summary>
    /// The same for both sides: SHA-512 over the label, the smaller and the larger fingerprint (as bytes); its first 60
    /// bytes are twelve groups of five, each a big-endian number of which the last five decimal digits count.
    /// </summary>
    /// <returns>Twelve groups of five digits.</returns>
    public static string NumberOf(Fingerprint one, Fingerprint other)
    {
        bool isFirst = one.Bytes.Span.SequenceCompareTo(other.Bytes.Span) <= 0;
        byte[] hash = SHA512.HashData(
        [
            .. "OTR-Mail verification number v1\0"u8,
            .. (isFirst ? one : other).Bytes.Span,
            .. (isFirst ? other : one).Bytes.Span,
        ]);
        var text = new StringBuilder();
        for (int group = 0; group < Groups; group++)
        {
            long value = 0;
            foreach (byte part in hash.AsSpan(group * 5, 5))
                value = value << 8 | part;
            text.Append(group == 0 ? "" : " ").Append(CultureInfo.InvariantCulture, $"{value % 100_000:D5}");
        }

        return text.ToString();
    }

    /// <summary>The fingerprint's upper-case hexadecimal digits as a QR code, two modules in each character.</summary>
    public static string QrCodeOf(Fingerprint fingerprint)
    {
        using var generator = new QRCodeGenerator();
        using QRCodeData code = generator.CreateQrCode(fingerprint.Hex.ToUpperInvariant(), QRCodeGenerator.ECCLevel.M);
        int size = code.ModuleMatrix.Count;
        bool IsLight(int row, int column) => row >= size || !code.ModuleMatrix[row][column];
        var text = new StringBuilder();
        for (int row = 0; row < size; row += 2)
        {
            for (int column = 0; column < size; column++)
            {
                // light modules are drawn, since most terminals are dark; readers take both
                text.Append((IsLight(row, column), IsLight(row + 1, column)) switch
                {
                    (true, true) => '█',
                    (true, false) => '▀',
                    (false, true) => '▄',
                    _ => ' ',
                });
            }

            text.Append('\n');
        }

        return text.ToString();
    }
}
