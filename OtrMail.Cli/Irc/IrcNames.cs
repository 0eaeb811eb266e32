using System.Buffers;

namespace OtrMail.Cli.Irc;

/// <summary>What names mean on this network: which are people, and which are the same.</summary>
internal sealed class IrcNames
{
    private static readonly string[] Services = ["Q", "L", "X", "U", "AuthServ", "SaslServ"];

    private static readonly SearchValues<char> NeverInNicks = SearchValues.Create("*$@!%,:");

    private string _channelTypes = "#&+!";
    private string _statuses = "";
    private bool _isAscii;

    /// <summary>Takes over what a server says of itself (005, RPL_ISUPPORT).</summary>
    public void Learn(IrcLine line)
    {
        foreach (string token in line.Parameters.Skip(1))
        {
            string[] pair = token.Split('=', 2);
            switch (pair[0])
            {
                case "CASEMAPPING":
                    _isAscii = pair[^1] == "ascii";
                    break;
                case "CHANTYPES" when pair.Length == 2:
                    _channelTypes = pair[1];
                    break;
                case "STATUSMSG" when pair.Length == 2:
                    _statuses = pair[1];
                    break;
                default:
                    break;
            }
        }
    }

    /// <summary>One form of all ways to write a nick (RFC 2812, 2.2: {}|^ are the lower case of []\~).</summary>
    public string Fold(string nick) => string.Concat(nick.Select(c => c switch
    {
        >= 'A' and <= 'Z' => (char)(c + 32),
        '[' when !_isAscii => '{',
        ']' when !_isAscii => '}',
        '\\' when !_isAscii => '|',
        '~' when !_isAscii => '^',
        _ => c,
    }));

    /// <summary>
    /// Whether a message to this target goes to one person: no channel, no mask, no user at a server, no service of the network
    /// (which would take an invisible tag for part of a password), and nobody's own invention like *status.
    /// </summary>
    public bool IsPerson(string target)
    {
        if (target.Length == 0 || target.AsSpan().ContainsAny(NeverInNicks) || _channelTypes.Contains(target[0], StringComparison.Ordinal))
            return false;
        if (target.Length > 1 && _statuses.Contains(target[0], StringComparison.Ordinal) && _channelTypes.Contains(target[1], StringComparison.Ordinal))
            return false;
        return !target.EndsWith("serv", StringComparison.OrdinalIgnoreCase) && !Services.Contains(target, StringComparer.OrdinalIgnoreCase);
    }
}
