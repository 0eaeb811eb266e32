using OtrMail.Cli.Transport;
using OtrMail.Core.Mime;

namespace OtrMail.Cli.Commands;

/// <summary>A mail that is here.</summary>
internal sealed class DownloadedMail : IDisposable
{
    private readonly byte[]? _bytes;
    private Arrival? _arrival;
    private string? _hash;

    /// <summary>A mail in memory.</summary>
    /// <param name="remote">What the server says of it.</param>
    /// <param name="bytes">The mail as it is there.</param>
    public DownloadedMail(RemoteMail remote, byte[] bytes)
    {
        Remote = remote;
        _bytes = bytes;
    }

    /// <summary>A mail that was looked at while it came.</summary>
    /// <param name="remote">What the server says of it.</param>
    /// <param name="arrival">What was found; this owns it.</param>
    public DownloadedMail(RemoteMail remote, Arrival arrival)
    {
        Remote = remote;
        _arrival = arrival;
    }

    /// <summary>What the server says of it.</summary>
    public RemoteMail Remote { get; }

    /// <summary>What was found in it.</summary>
    public Arrival Arrival => _arrival ?? throw new InvalidOperationException("nobody has looked yet");

    /// <summary>SHA-256 of its packet, or of the whole mail, in hexadecimal digits.</summary>
    public string Hash => _hash ?? throw new InvalidOperationException("nobody has looked yet");

    /// <summary>Looks for the packet: work that needs neither keys nor the store.</summary>
    public void Look(MimeLimits limits)
    {
        _arrival ??= Arrival.Of(_bytes, limits);
        _hash = Convert.ToHexStringLower(_arrival.Hash());
    }

    public void Dispose() => _arrival?.Dispose();
}
