using OtrMail.Cli.Terminal;
using OtrMail.Core.Keys;
using OtrMail.Core.Mime;
using OtrMail.Core.Wire;

namespace OtrMail.Cli.Commands;

/// <summary>Finds key bundles in whatever the user has: armour, a mail with armour or key header, or the bare bytes.</summary>
internal static class BundleReader
{
    /// <summary>All bundles of an input, each once.</summary>
    /// <exception cref="CommandException">65: there is none, or one that is damaged.</exception>
    public static IReadOnlyList<KeyBundle> Read(string name, ReadOnlyMemory<byte> input, MimeLimits limits)
    {
        if (KeyBundle.TryRead(input.Span, out KeyBundle? bare))
            return [bare];
        List<KeyBundle> bundles = [];
        foreach (byte[]? bytes in Candidates(input, limits))
        {
            if (bytes is null || !KeyBundle.TryRead(bytes, out KeyBundle? bundle))
            {
                throw new CommandException(
                    ExitCode.DataError, $"{name}: a key bundle is damaged or not signed by its owner", "get it again");
            }

            if (!bundles.Exists(known => known.Bytes.Span.SequenceEqual(bundle.Bytes.Span)))
                bundles.Add(bundle);
        }

        return bundles.Count > 0
            ? bundles
            : throw new CommandException(
                ExitCode.DataError, $"{name}: no key bundle in it", "give what otrmail key export wrote, or a mail that carries it");
    }

    private static IEnumerable<byte[]?> Candidates(ReadOnlyMemory<byte> input, MimeLimits limits)
    {
        foreach (string armour in KeyBundleFinder.Find(input, limits))
            yield return Armour.TryRead(Armour.KeyBundle, armour, KeyBundle.MaxBytes, out byte[]? bytes) ? bytes : null;
        if (!HeaderBlock.TryParse(input, out HeaderBlock? header, out _, limits))
            yield break;
        foreach (string base64 in KeyHeader.Find(header))
            yield return Armour.TryBase64(base64, KeyBundle.MaxBytes, out byte[]? bytes) ? bytes : null;
    }
}
