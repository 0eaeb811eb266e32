using OtrMail.Core.Keys;
using OtrMail.Core.Mail;

namespace OtrMail.Core.Tests.Mail;

/// <summary>Nobody else has an own address, whatever his bundle lists.</summary>
public sealed class OwnAddressTests
{
    [Fact]
    public void A_bundle_that_lists_an_address_of_the_reader_is_refused_in_a_file_and_in_a_mail()
    {
        var robert = Address.Parse("robert@example.net");
        using var bob = new Person("bob", rsaIndex: 0, addresses: [robert]);
        using var mallory = new Person("mallory", rsaIndex: 1, addresses: [Address.Parse("mallory@example.org"), bob.Address]);
        mallory.Knows(bob);
        using (PostboxTransaction transaction = bob.Postbox.Begin())
        {
            transaction.Own.Announce([robert, bob.Address], transaction.Now, LifeTimes.Default);
            transaction.Commit();
        }

        ImportResult imported = bob.Import(mallory.Bundle);
        Assert.Equal(ImportOutcome.IdentityChanged, imported.Outcome);
        Assert.Equal(bob.Address, imported.Conflicting);
        Assert.Equal(MailFault.AddressMismatch, bob.Refuses(mallory.Write(robert, "as mallory").Packet));
        Assert.Equal(MailFault.AddressMismatch, bob.Refuses(mallory.Write(robert, "as bob", bob.Address).Packet));
    }
}
