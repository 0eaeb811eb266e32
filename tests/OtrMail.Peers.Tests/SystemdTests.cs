using OtrMail.Cli.Tests;

namespace OtrMail.Peers.Tests;

/// <summary>The user units of samples/config.</summary>
public sealed class SystemdTests : IDisposable
{
    private readonly Desk _desk = new();

    public void Dispose() => _desk.Dispose();

    [PeerFact("systemd-analyze")]
    public void Systemd_takes_the_units_as_they_are()
    {
        string[] units = [.. Directory.GetFiles(Desk.PathOf("systemd"))];
        Assert.Equal(3, units.Length);
        foreach (string unit in units)
            _desk.Put("systemd/" + Path.GetFileName(unit), ".config/systemd/user/" + Path.GetFileName(unit));
        Directory.CreateDirectory(_desk["runtime"]);
        RunResult verified = _desk.Run(null, "env", ["XDG_RUNTIME_DIR=" + _desk["runtime"], "systemd-analyze", "verify", "--user", "--man=no", .. units.Select(unit => _desk[".config/systemd/user/" + Path.GetFileName(unit)])]);
        Assert.Equal((0, ""), (verified.ExitCode, verified.Error));
    }
}
