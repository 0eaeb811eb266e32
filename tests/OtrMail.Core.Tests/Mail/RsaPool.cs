using OtrMail.Ring;

namespace OtrMail.Core.Tests.Mail;

/// <summary>RSA keys made once for all tests of a run: they take longer than all else.</summary>
internal static class RsaPool
{
    private static readonly List<byte[]> Keys = [];
    private static readonly Lock Gate = new();

    public static RsaPrivateKey Take(int index)
    {
        lock (Gate)
        {
            while (Keys.Count <= index)
            {
                using RsaPrivateKey made = RsaPrivateKey.Generate(2048);
                Keys.Add(made.Export());
            }

            Assert.True(RsaPrivateKey.TryImport(Keys[index], out RsaPrivateKey? key));
            return key;
        }
    }
}
