using System.Text;

namespace OtrMail.Cli.Irc;

/// <summary>
/// A line of IRC (RFC 2812, 2.3; IRCv3 message tags): [@tags ][:prefix ]command params. Bytes are kept as characters of the same
/// number (Latin-1), since IRC has no character set; <see cref="TextOf"/> reads what people wrote.
/// </summary>
/// <param name="Raw">The line as it came, without its end.</param>
/// <param name="Tags">With the at sign, or empty.</param>
/// <param name="Prefix">Who it is from, without the colon; empty on lines of a client.</param>
/// <param name="Command">In upper case.</param>
/// <param name="Parameters">In order; the last one may hold spaces.</param>
internal sealed record IrcLine(byte[] Raw, string Tags, string Prefix, string Command, IReadOnlyList<string> Parameters)
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The nick of the prefix.</summary>
    public string Nick => Prefix.Split('!', '@')[0];

    /// <summary>A parameter; empty when it is not there.</summary>
    public string this[int index] => index < Parameters.Count ? Parameters[index] : "";

    /// <summary>Reads a line; null when it is empty or holds a zero byte.</summary>
    public static IrcLine? TryParse(byte[] raw)
    {
        string rest = Encoding.Latin1.GetString(raw).TrimEnd('\r');
        if (rest.Contains('\0', StringComparison.Ordinal) || rest.Contains('\r', StringComparison.Ordinal))
            return null;
        string tags = rest.StartsWith('@') ? Word(ref rest) : "";
        string prefix = rest.StartsWith(':') ? Word(ref rest)[1..] : "";
        string command = Word(ref rest);
        if (command.Length == 0)
            return null;
        List<string> parameters = [];
        while (rest.Length > 0)
        {
            if (rest[0] == ':')
            {
                parameters.Add(rest[1..]);
                break;
            }

            parameters.Add(Word(ref rest));
        }

        return new IrcLine(Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(raw).TrimEnd('\r')), tags, prefix, command.ToUpperInvariant(), parameters);
    }

    /// <summary>What people wrote: UTF-8 if it is that, else Latin-1.</summary>
    public static string TextOf(string parameter)
    {
        try
        {
            return Strict.GetString(Encoding.Latin1.GetBytes(parameter));
        }
        catch (DecoderFallbackException)
        {
            return parameter;
        }
    }

    /// <summary>The bytes of a text as a parameter.</summary>
    public static string ParameterOf(string text) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));

    /// <summary>The bytes of a line that is made here.</summary>
    public static byte[] Bytes(string line) => Encoding.Latin1.GetBytes(line);

    private static string Word(ref string rest)
    {
        int end = rest.IndexOf(' ', StringComparison.Ordinal);
        string word = end < 0 ? rest : rest[..end];
        rest = end < 0 ? "" : rest[end..].TrimStart(' ');
        return word;
    }
}
