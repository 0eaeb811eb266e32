using OtrMail.Cli.Terminal;

namespace OtrMail.Cli.Tests;

/// <summary>A fact about the kernel's keyring; skipped where there is none (other systems, containers that forbid it).</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class KeyringFactAttribute : FactAttribute
{
    public KeyringFactAttribute()
    {
        try
        {
            var keyring = new KernelKeyring();
            keyring.Put("otrmail:probe", "probe"u8, TimeSpan.FromSeconds(2));
            keyring.Revoke("otrmail:probe");
        }
        catch (CommandException e)
        {
            Skip = e.Message;
        }
    }
}
