namespace OtrMail.Cli.Terminal;

/// <summary>Remembers secrets of this user for a time, outside of the process.</summary>
internal interface IKeyring
{
    /// <summary>The secret of this name, or null: none, over, or no keyring. The caller wipes it.</summary>
    byte[]? Read(string name);

    /// <summary>Remembers a secret, in place of another of this name. No kill leaves it without its time limit.</summary>
    /// <exception cref="CommandException">69: there is no keyring, or it refused.</exception>
    void Put(string name, ReadOnlySpan<byte> secret, TimeSpan time);

    /// <summary>Forgets the secret of this name; answers whether there was one.</summary>
    /// <exception cref="CommandException">69: there is no keyring, or it refused.</exception>
    bool Revoke(string name);
}
