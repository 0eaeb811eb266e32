using System.Text;

namespace OtrMail.Cli.Irc;

/// <summary>Cuts what is long into lines that clients take.</summary>
internal static class IrcPieces
{
    private const int MostBytes = 400;

    /// <summary>Pieces of at most 400 bytes in UTF-8; no character is cut.</summary>
    public static IEnumerable<string> Of(string text)
    {
        var piece = new StringBuilder();
        int bytes = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (bytes + rune.Utf8SequenceLength > MostBytes)
            {
                yield return piece.ToString();
                piece.Clear();
                bytes = 0;
            }

            piece.Append(rune.ToString());
            bytes += rune.Utf8SequenceLength;
        }

        if (bytes > 0)
            yield return piece.ToString();
    }
}
