namespace OtrMail.Core.Im;

/// <summary>
/// The own side of conversations: a name, a long-lived key, an instance tag that tells this client from others of the same
/// account. From <see cref="ImKeyring.Open"/>.
/// </summary>
public sealed class ImAccount : IDisposable
{
    internal ImAccount(string name, ImIdentity identity, uint instanceTag)
    {
        Name = name;
        Identity = identity;
        InstanceTag = instanceTag;
    }

    /// <summary>The account's name: what the user calls it, for instance alice@irc.example.</summary>
    public string Name { get; }

    /// <summary>The long-lived key.</summary>
    public ImIdentity Identity { get; }

    /// <summary>Its fingerprint, for people to compare.</summary>
    public ImFingerprint Fingerprint => Identity.Fingerprint;

    /// <summary>This client's tag, at least 0x100.</summary>
    public uint InstanceTag { get; }

    /// <summary>Wipes the key.</summary>
    public void Dispose() => Identity.Dispose();
}
