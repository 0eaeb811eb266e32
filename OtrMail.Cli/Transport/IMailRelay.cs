using OtrMail.Cli.Terminal;
using OtrMail.Core.Keys;
using OtrMail.Core.Streams;

namespace OtrMail.Cli.Transport;

/// <summary>Who takes outgoing mail and passes it on.</summary>
internal interface IMailRelay : IDisposable
{
    /// <summary>How it is called.</summary>
    string Name { get; }

    /// <summary>Asks whether it would take a mail for each recipient, without giving it one; an answer for each, in order.</summary>
    /// <param name="sender">Where bounces go; empty for nowhere.</param>
    /// <param name="recipients">Who is to get it.</param>
    /// <param name="bytes">About how long it will be.</param>
    /// <exception cref="ServerAwayException">It is not reachable, or breaks off.</exception>
    /// <exception cref="CommandException">The user has to mend something.</exception>
    IReadOnlyList<Handover> Ask(string sender, IReadOnlyList<Address> recipients, long bytes);

    /// <summary>Hands a mail on.</summary>
    /// <param name="sender">Where bounces go; empty for nowhere.</param>
    /// <param name="recipient">Who is to get it.</param>
    /// <param name="mail">The whole mail.</param>
    /// <exception cref="ServerAwayException">It is not reachable, or broke off; whether it took the mail, nobody knows.</exception>
    /// <exception cref="CommandException">The user has to mend something.</exception>
    Handover HandOn(string sender, Address recipient, ByteSource mail);
}
