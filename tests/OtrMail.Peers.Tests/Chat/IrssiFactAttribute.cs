using OtrMail.Peers.Tests.Servers;

namespace OtrMail.Peers.Tests.Chat;

/// <summary>A fact about irssi; skipped, by name, where ngircd, irssi, its plugin for OTR, or tmux is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class IrssiFactAttribute : FactAttribute
{
    public IrssiFactAttribute()
    {
        if (new[] { "ngircd", "irssi", "tmux" }.FirstOrDefault(program => Programs.Find(program) is null) is { } missing)
            Skip = $"{missing} is not installed";
        else if (!Directory.GetDirectories("/usr/lib", "*-linux-gnu").Any(folder => File.Exists(Path.Combine(folder, "irssi/modules/libotr_core.so"))))
            Skip = "irssi-plugin-otr is not installed";
    }
}
