using System.Text;
using OtrMail.Core.Primitives;

namespace OtrMail.Core.Im;

/// <summary>libotr's key file: <c>(privkeys (account (name …) (protocol …) (private-key (dsa (p …) (q …) (g …) (y …) (x …)))) …)</c>.</summary>
internal static class LibotrKeyFile
{
    /// <summary>The key of an account, or of the only one; null when there is none, or several, or the file is none.</summary>
    public static DsaPrivateKey? Find(string file, string? account)
    {
        if (file.Length > ImLimits.KeyFileBytes || SExpression.TryRead(file) is not { } root || !root.Is("privkeys"))
            return null;
        List<SExpression> accounts =
            [.. root.Items.Where(item => item.Is("account") && (account is null || NameOf(item) == account))];
        return accounts.Count == 1 ? KeyOf(accounts[0]) : null;
    }

    private static string? NameOf(SExpression account) =>
        account.Find("name") is { Items.Count: >= 2 } name ? Encoding.UTF8.GetString(name.Items[1].Atom) : null;

    private static DsaPrivateKey? KeyOf(SExpression account)
    {
        SExpression? dsa = account.Find("private-key")?.Find("dsa");
        return dsa is not null
            && DsaPrivateKey.TryCreate(
                Number(dsa, "p"), Number(dsa, "q"), Number(dsa, "g"), Number(dsa, "y"), Number(dsa, "x"), out DsaPrivateKey? key)
            ? key
            : null;
    }

    private static ReadOnlySpan<byte> Number(SExpression dsa, string name) =>
        dsa.Find(name) is { Items.Count: 2 } number ? number.Items[1].Atom.TrimStart((byte)0) : default;
}
