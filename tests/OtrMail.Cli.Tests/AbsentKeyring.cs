using OtrMail.Cli.Terminal;

namespace OtrMail.Cli.Tests;

/// <summary>A kernel without keyring.</summary>
internal sealed class AbsentKeyring : IKeyring
{
    public byte[]? Read(string name) => null;

    public void Put(string name, ReadOnlySpan<byte> secret, TimeSpan time) => throw Refusal();

    public bool Revoke(string name) => throw Refusal();

    private static CommandException Refusal() => new(ExitCode.Unavailable, "no keyring here", "live without");
}
