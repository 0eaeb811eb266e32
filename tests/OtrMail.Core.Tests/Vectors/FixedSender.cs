using System.Diagnostics.CodeAnalysis;
using OtrMail.Core.Keys;
using OtrMail.Core.Mail;

namespace OtrMail.Core.Tests.Vectors;

/// <summary>Finds the same sender in every mail: addresses have no vectors.</summary>
internal sealed class FixedSender(Address address) : IMailReader
{
    public bool IsAutomatic(ReadOnlyMemory<byte> mail) => false;

    public string? MessageIdOf(ReadOnlyMemory<byte> mail) => null;

    public bool TryReadSender(ReadOnlyMemory<byte> mail, [NotNullWhen(true)] out Address? sender)
    {
        sender = address;
        return true;
    }
}
