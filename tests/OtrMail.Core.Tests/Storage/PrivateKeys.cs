using OtrMail.Core.Keys;
using OtrMail.Core.Mail;
using OtrMail.Core.Ratchet;

namespace OtrMail.Core.Tests.Storage;

/// <summary>The private keys in a record's value, in hexadecimal digits.</summary>
internal static class PrivateKeys
{
    public static IEnumerable<string> In(RecordedValue record)
    {
        byte[] value = Convert.FromHexString(record.Hex);
        switch (record.Kind)
        {
            case "own-prekey":
                Assert.True(Prekey.TryDecode(value, out Prekey? prekey));
                return [Convert.ToHexString(prekey.Seed)];
            case "own-signing":
                Assert.True(SigningKey.TryDecode(value, out SigningKey? signing));
                return [Convert.ToHexString(signing.Key.ExportPrime())];
            case "session":
                Assert.True(Session.TryDecode(value, MailSuite.Default, out Session? session));
                return [.. session.Keys.OwnKeys.Select(key => Convert.ToHexString(key.Pair.Secret))];
            default:
                return [];
        }
    }
}
