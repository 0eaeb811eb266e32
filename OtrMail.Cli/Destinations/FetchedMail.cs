using System.Globalization;
using OtrMail.Core.Mime;

namespace OtrMail.Cli.Destinations;

/// <summary>A mail on its way from a server to the user.</summary>
/// <param name="Content">What is delivered.</param>
/// <param name="Hash">SHA-256 of its packet, or of the whole mail, in hexadecimal digits.</param>
/// <param name="Date">When the server got it.</param>
/// <param name="Flags">Its flags there, as letters of a Maildir's names in order: D, F, R, S, T.</param>
internal sealed record FetchedMail(RenderedMail Content, string Hash, DateTimeOffset Date, string Flags)
{
    /// <summary>Its name in a Maildir, without flags: the very same for the very same mail.</summary>
    public string BaseName => string.Create(CultureInfo.InvariantCulture, $"{Date.ToUnixTimeSeconds()}.{Hash[..32]}.otrmail");

    /// <summary>Whether its line ends are those of the wire, and not its own.</summary>
    public bool HasWireLineEnds { get; init; }

    /// <summary>Bytes of the mail at most.</summary>
    public long Length => Content.Length;

    /// <summary>Writes the mail as it is delivered, in bounded memory.</summary>
    /// <exception cref="IOException">The stream refuses, or a long mail cannot be read any more.</exception>
    public void WriteTo(Stream output)
    {
        if (!HasWireLineEnds)
        {
            Content.WriteTo(output);
            return;
        }

        using var lines = new WireLineEnds(output);
        Content.WriteTo(lines);
        lines.Finish();
    }
}
