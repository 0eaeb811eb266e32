using OtrMail.Cli.Transport;

namespace OtrMail.Cli.Commands;

/// <summary>A mail that is here.</summary>
/// <param name="Remote">What the server says of it.</param>
/// <param name="Bytes">The mail as it is there.</param>
internal sealed record DownloadedMail(RemoteMail Remote, byte[] Bytes);
